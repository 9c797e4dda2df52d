import Synchronization

/// Lets one in at a time, in the order of arrival; who waits can give up by cancellation or at a deadline.
///
/// An actor alone does not do this: it lets others in at every `await`.
final class Turnstile: Sendable {
    /// The deadline passed while others were still inside.
    struct WaitedTooLong: Error {}

    private struct State {
        var taken = false
        /// Those who gave up stay until their turn comes, and are passed over then.
        var waiting: [Waiter] = []
    }

    private let state = Mutex(State())

    /// Runs `body` alone. Throws `CancellationError` or `WaitedTooLong` when it was not let in.
    nonisolated(nonsending) func pass<Value>(
        by deadline: ContinuousClock.Instant, _ body: () async throws -> Value
    ) async throws -> Value {
        try await enter(by: deadline)
        defer { leave() }
        return try await body()
    }

    private nonisolated(nonsending) func enter(by deadline: ContinuousClock.Instant) async throws {
        let waiter = Waiter()
        let free = state.withLock { state in
            guard state.taken else {
                state.taken = true
                return true
            }
            state.waiting.append(waiter)
            return false
        }
        if free { return }
        try await waiter.wait(until: deadline, orThrow: WaitedTooLong())
    }

    private func leave() {
        while let waiter = nextWaiter() {
            if waiter.settle(.success(())) { return }
        }
    }

    private func nextWaiter() -> Waiter? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.taken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
