import Foundation
import Glibc

/// A TCP proxy on loopback that can misbehave: cut, stall or delay a connection at a chosen byte.
package final class CuttingProxy: Sendable {
    package enum Direction: Int, Sendable, CaseIterable {
        case toServer
        case toClient
    }

    /// What happens to a connection. Bytes are counted for each direction alone.
    package enum Behaviour: Sendable, Equatable {
        case forward
        /// Closes at once.
        case drop
        /// Holds every piece of data for this long.
        case delay(milliseconds: Int32)
        /// Forwards so many bytes in that direction and from then on none in either; the connection stays open.
        case stall(after: Int, Direction)
        /// Forwards so many bytes in that direction and closes both sides with the last of them.
        case cut(after: Int, Direction)
    }

    package let port: Int
    private let target: Int
    private let listener: Int32
    private let state = ProxyState()

    /// Listens on a free port and forwards to `target` on loopback.
    package init(to target: Int, _ behaviour: Behaviour = .forward) throws {
        self.target = target
        state.behaviour = behaviour
        (listener, port) = try Self.listen()
        let (state, listener) = (state, listener)
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else {
                    Glibc.close(listener)
                    return
                }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                Self.serve(client, target, state)
            }
        }
    }

    deinit { close() }

    /// What happens to connections that are accepted from now on.
    package var behaviour: Behaviour {
        get { state.condition.withLock { state.behaviour } }
        set { state.condition.withLock { state.behaviour = newValue } }
    }

    /// How many connections were accepted.
    package var accepted: Int { state.condition.withLock { state.accepted } }

    /// Waits until so many connections were accepted; false when they were not within the time.
    package func wait(forAccepted count: Int, seconds: Double = 10) -> Bool {
        state.wait(seconds) { $0.accepted >= count }
    }

    /// Waits until so many bytes went that way on the newest connection; false when they did not within the time.
    package func wait(forTransferred count: Int, _ direction: Direction, seconds: Double = 10) -> Bool {
        state.wait(seconds) { $0.transferred[direction.rawValue] >= count }
    }

    /// How many bytes went that way on the newest connection.
    package func transferred(_ direction: Direction) -> Int {
        state.condition.withLock { state.transferred[direction.rawValue] }
    }

    /// Closes every open connection.
    package func cutAll() { state.cutAll() }

    /// Stops listening, and closes every connection: from now on it refuses.
    package func close() {
        // Its thread closes the listener. Twice would hit another socket that has its number by then.
        if state.takeListener() { shutdown(listener, Int32(SHUT_RDWR)) }
        cutAll()
    }

    private static func listen() throws -> (Int32, Int) {
        // Somebody else may have taken the port since it was free.
        for _ in 0..<8 {
            let port = freePort()
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var one: Int32 = 1
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, 4)
            if withLoopback(port, { bind(listener, $0, $1) }) == 0, Glibc.listen(listener, 64) == 0 {
                return (listener, port)
            }
            Glibc.close(listener)
        }
        throw CommandFailure(description: "the proxy cannot listen: \(String(cString: strerror(errno)))")
    }

    private static func serve(_ client: Int32, _ target: Int, _ state: ProxyState) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let behaviour = state.behaviourForNext()
        guard behaviour != .drop, withLoopback(target, { connect(server, $0, $1) }) == 0 else {
            Glibc.close(client)
            Glibc.close(server)
            return
        }
        for socket in [client, server] {
            var one: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        }
        let connection = ProxyConnection(client: client, server: server, behaviour: behaviour, state: state)
        state.add(connection)
        for direction in Direction.allCases { Thread.detachNewThread { connection.pump(direction) } }
    }
}

func withLoopback(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
