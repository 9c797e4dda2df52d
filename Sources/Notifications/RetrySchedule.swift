package import Foundation
package import Promotion

/// When a notice that was not delivered is tried again, and when it is given up. Pure.
package struct RetrySchedule: Sendable, Hashable {
    /// Seconds after the first failure; doubled by each further one.
    package var firstDelay: TimeInterval
    package var longestDelay: TimeInterval
    /// Seconds after a notice's happening, from which on a failure is the last one.
    package var giveUpAfter: TimeInterval

    package init(
        firstDelay: TimeInterval = 10, longestDelay: TimeInterval = 3600, giveUpAfter: TimeInterval = 7 * 86_400
    ) {
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.giveUpAfter = giveUpAfter
    }

    /// Seconds to wait after so many failures in a row, at least 1.
    package func delay(afterFailures count: Int) -> TimeInterval {
        min(longestDelay, firstDelay * pow(2, Double(min(max(count, 1), 64) - 1)))
    }

    /// What becomes of a notice whose delivery failed now: put off where that may help and the notice is young enough.
    ///
    /// A receiver that asks for more patience gets it, up to a day.
    package func result(of problem: Problem, for pending: PendingNotice, now: Date) -> NoticeResult {
        guard case .transient(let retryAfter) = problem.kind else { return .dropped(problem.description) }
        guard now < pending.notice.at.addingTimeInterval(giveUpAfter) else {
            return .dropped("not delivered in \(Int(giveUpAfter / 3600)) hours; at last: \(problem.description)")
        }
        let asked = min(retryAfter ?? 0, 86_400)
        return .retry(at: now.addingTimeInterval(max(asked, delay(afterFailures: pending.attempts + 1))))
    }
}
