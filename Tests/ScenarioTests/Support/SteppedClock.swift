import Foundation
import Promotion
import Synchronization

/// A wall clock that stands still until a test moves it.
final class SteppedClock: WallClock {
    private struct State {
        var now: Date
        var sleepers: [UUID: (until: Date, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(until: Date, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    /// Tuesday, 24 November 2026, 09:00 UTC unless told.
    init(_ start: Date = Date(timeIntervalSince1970: 1_795_510_800)) { state = Mutex(State(now: start)) }

    var now: Date { state.withLock { $0.now } }

    /// Moves the time on and wakes everybody whose time has come.
    func advance(_ seconds: TimeInterval) {
        let due = state.withLock { state in
            state.now += seconds
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.until < $1.until }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// When the next sleeper is due.
    var next: Date? { state.withLock { $0.sleepers.values.map(\.until).min() } }

    /// Returns once somebody sleeps until `date` or a time before it, or it has passed.
    func waitForSleeper(until date: Date) async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if date <= state.now || state.sleepers.values.contains(where: { $0.until <= date }) { return true }
                state.watchers.append((date, continuation))
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    func sleep(until date: Date) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (isOver, woken) = state.withLock { state in
                    if Task.isCancelled || date <= state.now { return (true, [CheckedContinuation<Void, Never>]()) }
                    state.sleepers[id] = (date, continuation)
                    defer { state.watchers.removeAll { date <= $0.until } }
                    return (false, state.watchers.filter { date <= $0.until }.map(\.continuation))
                }
                for watcher in woken { watcher.resume() }
                guard isOver else { return }
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    continuation.resume()
                }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }
}
