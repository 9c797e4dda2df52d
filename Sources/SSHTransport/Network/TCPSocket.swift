internal import Glibc

/// A connected, non-blocking TCP socket.
final class TCPSocket {
    private let descriptor: Descriptor

    var number: Int32 { descriptor.number }

    /// Connects to the first of `addresses` that takes it.
    ///
    /// Each has an equal share of the time that is left, so that a dead first address leaves time for the others.
    init(connectingTo addresses: [SocketAddress], _ waiter: Waiter) throws(TransportFailure) {
        var last = waiter.failure(.unreachable(detail: "no address"))
        for (index, address) in addresses.enumerated() {
            let share = waiter.deadline.remaining / (addresses.count - index)
            do {
                descriptor = try Self.connect(address, waiter.limited(to: share))
                return
            } catch {
                if case .cancelled = error.reason { throw error }
                last = error
            }
        }
        throw last
    }

    /// Ends the connection in both directions, so that nothing waits for the peer any more.
    func shutdown() {
        if number >= 0 { _ = Glibc.shutdown(number, Int32(SHUT_RDWR)) }
    }

    func close() { descriptor.close() }

    /// False once the peer has closed its side or the connection is broken.
    var isConnected: Bool {
        guard number >= 0 else { return false }
        var descriptors = pollfd(fd: number, events: Int16(POLLIN | 0x2000 /* POLLRDHUP */), revents: 0)
        guard poll(&descriptors, 1, 0) > 0 else { return true }
        return Int32(descriptors.revents) & (POLLHUP | POLLERR | POLLNVAL | 0x2000) == 0
    }

    private static func connect(_ address: SocketAddress, _ waiter: Waiter) throws(TransportFailure) -> Descriptor {
        try waiter.check(during: .connecting)
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let socket = Descriptor(Glibc.socket(address.family, type, 0))
        guard socket.number >= 0 else { throw waiter.failure(.unreachable(detail: systemError())) }
        // Git's protocol is small questions and answers: Nagle's algorithm triples the time of a push.
        set(socket.number, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        // An idle session must not be forgotten by a NAT box, nor a dead peer be believed for hours.
        set(socket.number, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(socket.number, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 30)
        set(socket.number, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 10)
        set(socket.number, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
        if address.connect(socket.number) != 0 {
            guard errno == EINPROGRESS else { throw waiter.failure(reason(errno)) }
            try waiter.wait(for: POLLOUT, on: socket.number, during: .connecting)
            var code: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(socket.number, SOL_SOCKET, SO_ERROR, &code, &length)
            guard code == 0 else { throw waiter.failure(reason(code)) }
        }
        return socket
    }

    private static func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func reason(_ code: Int32) -> TransportFailure.Reason {
        code == ECONNREFUSED ? .connectionRefused : .unreachable(detail: systemError(code))
    }
}
