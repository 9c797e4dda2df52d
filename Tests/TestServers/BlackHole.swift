import Glibc

/// A port on loopback where connecting gets no answer: its queue is full and nobody takes anything from it.
package final class BlackHole: Sendable {
    package let port: Int
    private let sockets: [Int32]

    package init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        port = freePort()
        guard withLoopback(port, { bind(listener, $0, $1) }) == 0, listen(listener, 0) == 0 else {
            close(listener)
            throw CommandFailure(description: "no black hole: \(String(cString: strerror(errno)))")
        }
        var sockets = [listener]
        // The kernel takes one or two more than the queue holds; what it does not take stays in progress.
        for _ in 0..<8 {
            let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            let client = socket(AF_INET, type, 0)
            _ = withLoopback(port) { connect(client, $0, $1) }
            sockets.append(client)
        }
        self.sockets = sockets
    }

    deinit { sockets.forEach { close($0) } }
}
