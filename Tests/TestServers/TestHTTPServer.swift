import Foundation
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1 that answers by a closure: a thread a connection, keep-alive, any misbehaviour.
///
/// ```swift
/// let server = try TestHTTPServer { request in .json(#"{"path":"\#(request.path)"}"#) }
/// // … server.url + "/hook" …
/// #expect(server.requests.map(\.method) == ["POST"])
/// ```
/// It stops when it is released; `stop()` does so earlier and cuts every connection.
package final class TestHTTPServer: Sendable {
    package typealias Handler = @Sendable (TestRequest) -> TestResponse

    private struct State {
        var requests: [TestRequest] = []
        var connections: Set<Int32> = []
        var accepted = 0
        var isStopped = false
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    package let port: Int
    private let listener: Int32
    private let shared: Shared

    /// What the threads hold, so that the server itself can be released while they run.
    private final class Shared: Sendable {
        let state = Mutex(State())
        let handler: Handler

        init(_ handler: @escaping Handler) { self.handler = handler }
    }

    package init(port wanted: Int = 0, _ handler: @escaping Handler) throws {
        (listener, port) = try Socket.listen(wanted)
        shared = Shared(handler)
        Thread.detachNewThread { [listener, shared] in Self.accept(listener, shared) }
    }

    deinit { stop() }

    /// `http://127.0.0.1:<port>`
    package var url: String { "http://127.0.0.1:\(port)" }

    /// Every request so far, in the order of arrival.
    package var requests: [TestRequest] { shared.state.withLock { $0.requests } }

    /// How many connections were opened so far.
    package var connectionCount: Int { shared.state.withLock { $0.accepted } }

    /// Returns once `count` requests have arrived.
    package func waitForRequests(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isDone = shared.state.withLock { state in
                if state.requests.count < count { state.watchers.append((count, continuation)) }
                return state.requests.count >= count
            }
            if isDone { continuation.resume() }
        }
    }

    /// Cuts every connection that is open now and goes on listening.
    package func cutConnections() {
        shared.state.withLock { state in for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    package func stop() {
        let isFirst = shared.state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        cutConnections()
    }

    private static func accept(_ listener: Int32, _ shared: Shared) {
        while true {
            let connection = Socket.accept(listener)
            guard connection >= 0 else { break }
            let isWelcome = shared.state.withLock { state in
                if !state.isStopped { state.connections.insert(connection) }
                state.accepted += 1
                return !state.isStopped
            }
            guard isWelcome else {
                close(connection)
                break
            }
            Thread.detachNewThread {
                serve(Socket(connection), shared)
                // Under the lock, so that nobody shuts down a number that the system has given out again.
                shared.state.withLock { state in
                    state.connections.remove(connection)
                    close(connection)
                }
            }
        }
        close(listener)
    }

    private static func serve(_ socket: Socket, _ shared: Shared) {
        while let request = TestRequest.read(from: socket) {
            let woken = shared.state.withLock { state in
                state.requests.append(request)
                let count = state.requests.count
                defer { state.watchers.removeAll { $0.count <= count } }
                return state.watchers.filter { $0.count <= count }
            }
            for watcher in woken { watcher.continuation.resume() }
            guard shared.handler(request).write(to: socket, answering: request) else { return }
        }
    }
}
