import Promotion
import Synchronization

/// Does the work for one key once, however many ask while it is under way.
///
/// A caller that is cancelled leaves at once; the work ends early only when nobody is left. Work that nobody joined in
/// time is not reused: the next caller begins anew.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Outcome = Result<Value, Problem>

    private struct Flight {
        let id: UInt64
        var task: Task<Void, Never>?
        var callers: [UInt64: CheckedContinuation<Outcome, Never>] = [:]
    }

    private struct State {
        var flights: [Key: Flight] = [:]
        var lastID: UInt64 = 0

        mutating func newID() -> UInt64 {
            lastID += 1
            return lastID
        }
    }

    private let state = Mutex(State())

    func value(
        for key: Key, _ work: @escaping @Sendable () async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let caller = state.withLock { $0.newID() }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in join(key, caller, continuation, work) }
        } onCancel: {
            leave(key, caller)
        }
        return try outcome.get()
    }

    private func join(
        _ key: Key, _ caller: UInt64, _ continuation: CheckedContinuation<Outcome, Never>,
        _ work: @escaping @Sendable () async throws(Problem) -> Value
    ) {
        let isCancelled = state.withLock { state in
            // Asked under the lock: a cancellation after this finds the caller in its flight.
            if Task.isCancelled { return true }
            var flight = state.flights[key] ?? Flight(id: state.newID())
            flight.callers[caller] = continuation
            if flight.task == nil {
                let id = flight.id
                flight.task = Task { self.land(key, id, await Self.outcome(of: work)) }
            }
            state.flights[key] = flight
            return false
        }
        if isCancelled { continuation.resume(returning: .failure(.cancelled)) }
    }

    private func leave(_ key: Key, _ caller: UInt64) {
        let (continuation, task) = state.withLock {
            state -> (CheckedContinuation<Outcome, Never>?, Task<Void, Never>?) in
            guard let continuation = state.flights[key]?.callers.removeValue(forKey: caller) else { return (nil, nil) }
            guard state.flights[key]?.callers.isEmpty == true else { return (continuation, nil) }
            return (continuation, state.flights.removeValue(forKey: key)?.task)
        }
        task?.cancel()
        continuation?.resume(returning: .failure(.cancelled))
    }

    private func land(_ key: Key, _ id: UInt64, _ outcome: Outcome) {
        let callers = state.withLock { state in
            guard state.flights[key]?.id == id else { return [:] as [UInt64: CheckedContinuation<Outcome, Never>] }
            return state.flights.removeValue(forKey: key)?.callers ?? [:]
        }
        for caller in callers.values { caller.resume(returning: outcome) }
    }

    private static func outcome(of work: () async throws(Problem) -> Value) async -> Outcome {
        do throws(Problem) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}
