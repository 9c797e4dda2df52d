import Synchronization

/// Values in the order in which they came, from any task.
package final class Recorder<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var values: [Value] { state.withLock { $0.values } }

    package func append(_ value: Value) {
        let woken = state.withLock { state in
            state.values.append(value)
            let count = state.values.count
            defer { state.watchers.removeAll { $0.count <= count } }
            return state.watchers.filter { $0.count <= count }
        }
        for watcher in woken { watcher.continuation.resume() }
    }

    /// Returns once there are at least `count` values.
    package func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.values.count < count { state.watchers.append((count, continuation)) }
                return state.values.count >= count
            }
            if isDone { continuation.resume() }
        }
    }
}
