package import Foundation
import Synchronization

/// A clock that stands still until a test moves it.
///
/// ```swift
/// let clock = TestClock()
/// async let outcome = worker.run(clock: clock, now: { clock.date })
/// await clock.waitForSleepers(1)
/// clock.advance(by: .seconds(30))
/// ```
package final class TestClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        /// Since the clock was made.
        package let elapsed: Swift.Duration

        package func advanced(by duration: Swift.Duration) -> Instant { Instant(elapsed: elapsed + duration) }
        package func duration(to other: Instant) -> Swift.Duration { other.elapsed - elapsed }
        package static func < (a: Instant, b: Instant) -> Bool { a.elapsed < b.elapsed }
    }

    private struct Sleeper {
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(elapsed: .zero)
        var sleepers: [Int: Sleeper] = [:]
        var lastSleeper = 0
        /// Sleeps that were cancelled before they had begun.
        var cancelled: Set<Int> = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let start: Date

    /// `start` is what `date` says at first: 2026-01-01T00:00:00Z unless told.
    package init(start: Date = Date(timeIntervalSince1970: 1_767_225_600)) { self.start = start }

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Swift.Duration { .nanoseconds(1) }

    /// The wall clock's time, which moves with the clock.
    package var date: Date { start.addingTimeInterval(now.elapsed / .seconds(1)) }

    /// Moves the clock, and wakes those whose time has come, the earliest first.
    package func advance(by duration: Swift.Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.value)
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Moves the clock to the time of the sleeper that is due next. Answers false where nobody sleeps.
    @discardableResult
    package func advanceToNextSleeper() -> Bool {
        let wait = state.withLock { state in
            state.sleepers.values.map(\.deadline).min().map { max(.zero, state.now.duration(to: $0)) }
        }
        guard let wait else { return false }
        advance(by: wait)
        return true
    }

    /// How many sleep now.
    package var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Returns once at least `count` sleep at the same time.
    package func waitForSleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.sleepers.count < count { state.watchers.append((count, continuation)) }
                return state.sleepers.count >= count
            }
            if isDone { continuation.resume() }
        }
    }

    package func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        let id = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(id, Sleeper(deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    private func enter(_ id: Int, _ sleeper: Sleeper) {
        enum Entry { case sleeps, isOver, isCancelled }
        let (entry, watchers) = state.withLock { state in
            if state.cancelled.remove(id) != nil { return (Entry.isCancelled, [CheckedContinuation<Void, Never>]()) }
            if sleeper.deadline <= state.now { return (.isOver, []) }
            state.sleepers[id] = sleeper
            let count = state.sleepers.count
            defer { state.watchers.removeAll { $0.count <= count } }
            return (.sleeps, state.watchers.filter { $0.count <= count }.map(\.continuation))
        }
        switch entry {
        case .sleeps: for watcher in watchers { watcher.resume() }
        case .isOver: sleeper.continuation.resume()
        case .isCancelled: sleeper.continuation.resume(throwing: CancellationError())
        }
    }
}
