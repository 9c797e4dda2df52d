import Foundation
import Promotion
import Synchronization

/// A wall clock that stands still until a test moves it.
final class SteppedClock: WallClock {
    private struct State {
        var now: Date
        var sleepers: [UUID: (until: Date, continuation: CheckedContinuation<Void, any Error>)] = [:]
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

    func sleep(until date: Date) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled || date <= state.now { return true }
                    state.sleepers[id] = (date, continuation)
                    return false
                }
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
