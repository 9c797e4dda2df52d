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
        let alarm = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            waiter.settle(.failure(WaitedTooLong()))
        }
        defer { alarm.cancel() }
        try await withTaskCancellationHandler {
            try await waiter.wait()
        } onCancel: {
            waiter.settle(.failure(CancellationError()))
        }
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

/// One place in the queue: settled once, by whoever comes first.
private final class Waiter: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<Void, any Error>)
        case settled(Result<Void, any Error>)
    }

    private let state = Mutex(State.new)

    func wait() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<Void, any Error>? = state.withLock { state in
                if case .settled(let result) = state { return result }
                state = .waiting(continuation)
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }

    /// Answers whether this call decided.
    @discardableResult
    func settle(_ result: Result<Void, any Error>) -> Bool {
        let (decided, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Void, any Error>?) in
            switch state {
            case .settled:
                return (false, nil)
            case .new:
                state = .settled(result)
                return (true, nil)
            case .waiting(let continuation):
                state = .settled(result)
                return (true, continuation)
            }
        }
        continuation?.resume(with: result)
        return decided
    }
}
