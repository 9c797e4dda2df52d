import Synchronization

/// One task that waits for one event: settled once, by whoever comes first.
final class Waiter: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<Void, any Error>)
        case settled(Result<Void, any Error>)
    }

    private let state = Mutex(State.new)

    /// Waits until it is settled, the waiting task is cancelled, or the deadline passes.
    func wait(until deadline: ContinuousClock.Instant, orThrow late: any Error) async throws {
        let alarm = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            settle(.failure(late))
        }
        defer { alarm.cancel() }
        try await withTaskCancellationHandler {
            try await wait()
        } onCancel: {
            settle(.failure(CancellationError()))
        }
    }

    private func wait() async throws {
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
