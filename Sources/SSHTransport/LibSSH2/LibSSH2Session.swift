internal import CSSH2
internal import Glibc

/// One SSH connection. Confined to one thread at a time, with all its channels.
///
/// Any failure that leaves the conversation in doubt drops the connection; the channels on it are dead then.
final class LibSSH2Session {
    private let socket: TCPSocket
    private let peer = PeerWatch()
    private var session: OpaquePointer?
    /// How many channels were opened on it, and how many of those are not closed yet.
    private(set) var opened = 0
    private(set) var open = 0

    init(_ socket: TCPSocket, _ waiter: Waiter) throws(TransportFailure) {
        self.socket = socket
        guard LibSSH2.start == 0, let session = libssh2_session_init_ex(nil, nil, nil, nil) else {
            throw waiter.failure(.protocolError(during: .exchangingKeys, detail: "libssh2 did not start"))
        }
        self.session = session
        libssh2_session_set_blocking(session, 0)
        peer.attach(to: session)
        libssh2_keepalive_config(session, 0, 30)
    }

    deinit { drop() }

    /// False once the connection was dropped or the server closed it.
    var isUsable: Bool { session != nil && socket.isConnected }

    /// True until the connection was dropped.
    var isAlive: Bool { session != nil }

    /// Ends the connection at once, waiting for nobody.
    func drop() {
        guard let session else { return }
        self.session = nil
        libssh2_session_disconnect_ex(session, SSH_DISCONNECT_BY_APPLICATION, "", "")
        // After the shutdown, freeing cannot wait for the peer; it may still want to be called more than once.
        socket.shutdown()
        for _ in 0..<1000 where libssh2_session_free(session) != LIBSSH2_ERROR_EAGAIN { break }
        socket.close()
    }

    /// Runs the key exchange and answers the key that the server proved.
    ///
    /// `algorithms` are the only host key algorithms to accept; an empty list takes what the library likes best.
    func handshake(algorithms: [String], _ waiter: Waiter) throws(TransportFailure) -> HostKey {
        if !algorithms.isEmpty {
            try run(.exchangingKeys, waiter) { session in
                libssh2_session_method_pref(session, LIBSSH2_METHOD_HOSTKEY, algorithms.joined(separator: ","))
            }
        }
        let socket = socket.number
        try run(.exchangingKeys, waiter) { libssh2_session_handshake($0, socket) }
        var length = 0
        var type: Int32 = 0
        guard let bytes = libssh2_session_hostkey(session, &length, &type),
            let key = HostKey(blob: Array(UnsafeRawBufferPointer(start: bytes, count: length)))
        else { throw waiter.failure(.protocolError(during: .exchangingKeys, detail: "the server proved no host key")) }
        return key
    }

    /// Starts `command` on a channel of its own.
    func start(_ command: String, _ waiter: Waiter) throws(TransportFailure) -> LibSSH2Channel {
        let channel = try openChannel(waiter)
        do {
            try run(.startingService, waiter) { _ in
                libssh2_channel_process_startup(channel, "exec", 4, command, UInt32(command.utf8.count))
            }
        } catch {
            drop()
            throw error
        }
        opened += 1
        open += 1
        return LibSSH2Channel(channel, on: self, waiter)
    }

    /// A channel tells that it is gone.
    func channelEnded() { open -= 1 }

    private func openChannel(_ waiter: Waiter) throws(TransportFailure) -> OpaquePointer {
        var channel: OpaquePointer?
        try run(.openingChannel, waiter) { session in
            channel = libssh2_channel_open_ex(
                session, "session", 7, sluice_ssh2_window_default(), UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT), nil, 0)
            return channel == nil ? libssh2_session_last_errno(session) : 0
        }
        guard let channel else { throw waiter.failure(.serviceRefused(detail: "no channel")) }
        return channel
    }

    /// Calls the library until it is done, sleeping while it waits for the socket.
    ///
    /// `refine` knows better than `failure` what some codes mean at this step.
    func run(
        _ step: TransportFailure.Step, _ waiter: Waiter, _ call: (OpaquePointer) -> Int32,
        refine: (_ code: Int32, _ message: String) -> TransportFailure.Reason? = { _, _ in nil }
    ) throws(TransportFailure) {
        while true {
            guard let session else {
                throw waiter.failure(.connectionLost(afterRequestSent: false, during: step, detail: "it was closed"))
            }
            let code = call(session)
            if code >= 0 { return }
            guard code == LIBSSH2_ERROR_EAGAIN else {
                if let reason = refine(code, message(code)) { throw waiter.failure(reason) }
                throw failure(code, step, waiter)
            }
            try wait(step, waiter)
        }
    }

    /// Sleeps until the socket is ready for what the library waits for.
    ///
    /// A passed deadline, a cancellation and a peer that is gone drop the connection.
    func wait(
        _ step: TransportFailure.Step, _ waiter: Waiter, afterRequestSent: Bool = false
    ) throws(TransportFailure) {
        guard let session else { return }
        if let problem = peer.problem {
            drop()
            throw waiter.failure(
                .connectionLost(afterRequestSent: afterRequestSent, during: step, detail: problem))
        }
        let directions = libssh2_session_block_directions(session)
        var events = directions & LIBSSH2_SESSION_BLOCK_INBOUND != 0 ? POLLIN : 0
        if directions & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0 { events |= POLLOUT }
        if events == 0 { events = POLLIN }
        var descriptors = [pollfd(fd: socket.number, events: Int16(events), revents: 0)]
        while true {
            switch waiter.wait(&descriptors) {
            case .ready: return
            case .paused:
                // A half-sent packet must be finished before any other; then the line is not idle anyway.
                var next: Int32 = 0
                if events == POLLIN { libssh2_keepalive_send(session, &next) }
            case .timedOut:
                drop()
                throw waiter.failure(.timedOut(during: step))
            case .cancelled:
                drop()
                throw waiter.failure(.cancelled(during: step))
            }
        }
    }

    /// Gives memory back that the library allocated for us.
    func release(_ memory: UnsafeMutableRawPointer?) {
        if let session, let memory { libssh2_free(session, memory) }
    }

    /// Whether the library waits until it can send the rest of a packet.
    var isSending: Bool {
        libssh2_session_block_directions(session) & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0
    }

    /// What a code of the library means. All but a refused channel or request drop the connection.
    func failure(
        _ code: Int32, _ step: TransportFailure.Step, _ waiter: Waiter, afterRequestSent: Bool = false
    ) -> TransportFailure {
        let detail = message(code)
        switch code {
        case LIBSSH2_ERROR_CHANNEL_FAILURE where step == .openingChannel:
            return waiter.failure(.serviceRefused(detail: detail))
        case LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED:
            return waiter.failure(.serviceRefused(detail: detail))
        case LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_DISCONNECT,
            LIBSSH2_ERROR_BANNER_RECV, LIBSSH2_ERROR_BANNER_SEND, LIBSSH2_ERROR_BAD_SOCKET:
            drop()
            return waiter.failure(.connectionLost(afterRequestSent: afterRequestSent, during: step, detail: detail))
        case LIBSSH2_ERROR_KEX_FAILURE:
            drop()
            return waiter.failure(.noCommonAlgorithm(detail: detail))
        default:
            drop()
            return waiter.failure(.protocolError(during: step, detail: detail))
        }
    }

    /// The library's words for its last error, and its number.
    func message(_ code: Int32) -> String {
        var text: UnsafeMutablePointer<CChar>?
        libssh2_session_last_error(session, &text, nil, 0)
        let words = text.map { String(cString: $0) } ?? ""
        return words.isEmpty ? "libssh2 error \(code)" : "\(words) (libssh2 error \(code))"
    }
}
