import Glibc

/// A listener whose queue is full and that accepts nobody: a connection to it hangs like one to a dead host.
package final class FullServer: Sendable {
    package let port: Int
    private let descriptors: [Int32]

    package init() throws {
        let (listener, port) = try Socket.listen(0, queue: 0)
        self.port = port
        // The kernel takes one connection more than the queue's length.
        descriptors = [listener] + (0..<2).map { _ in Socket.connect(port) }
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
