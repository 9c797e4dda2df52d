import Glibc

/// A listener that lets clients connect and never says a word, as a hung TLS or SSH server does.
package final class SilentServer: Sendable {
    package let port: Int
    private let listener: Int32

    /// The kernel takes the connections; nobody ever accepts them.
    package init() throws {
        (listener, port) = try Socket.listen(0)
    }

    package var url: String { "https://127.0.0.1:\(port)" }

    deinit { close(listener) }
}
