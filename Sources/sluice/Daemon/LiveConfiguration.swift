import Foundation
import Synchronization

/// The configuration in force, and why the newest one is not, where it was refused.
final class LiveConfiguration: Sendable {
    private struct State {
        var current: PreparedConfiguration
        var refusal: String?
        var watchers: [UUID: AsyncStream<Void>.Continuation] = [:]
    }

    private let state: Mutex<State>

    init(_ first: PreparedConfiguration) { state = Mutex(State(current: first)) }

    var current: PreparedConfiguration { state.withLock { $0.current } }
    var refusal: String? { state.withLock { $0.refusal } }

    func replace(with new: PreparedConfiguration) {
        let watchers = state.withLock { state in
            state.current = new
            state.refusal = nil
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield() }
    }

    func refuse(_ why: String) { state.withLock { $0.refusal = why } }

    /// Whenever another configuration was put in force, from now on.
    func changes() -> AsyncStream<Void> {
        let id = UUID()
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.watchers[id] = nil } }
        state.withLock { $0.watchers[id] = continuation }
        return stream
    }
}
