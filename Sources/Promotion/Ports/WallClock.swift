package import Foundation

/// The time, and waiting for it. Tests step it; nothing else in the project reads the clock for a decision.
package protocol WallClock: Sendable {
    var now: Date { get }

    /// Returns at `date` or soon after; at once when it has passed. Throws `CancellationError` when the task is cancelled.
    func sleep(until date: Date) async throws
}

/// The machine's clock.
package struct SystemClock: WallClock {
    package init() {}

    package var now: Date { Date() }

    package func sleep(until date: Date) async throws {
        // In slices: the wall clock may be set while we sleep.
        while case let left = date.timeIntervalSince(now), left > 0 {
            try await Task.sleep(for: .seconds(min(left, 30)))
        }
    }
}
