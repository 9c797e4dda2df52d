package import Foundation

/// When one verification measures next, and what its measurements say. Pure: the same results and time, the same answer.
package struct VerificationSchedule: Sendable {
    package let verification: Verification
    package let results: VerificationResults
    /// When the release was seen live.
    package let began: Date

    package init(_ verification: Verification, _ results: VerificationResults, began: Date) {
        self.verification = verification
        self.results = results
        self.began = began
    }

    package enum Standing: Sendable, Hashable {
        /// A measurement is to be made now.
        case due
        /// Nothing is to be done before this time.
        case waiting(until: Date)
        case passed
        /// Too many measurements failed; the last one's words.
        case failed(String)
        /// Its time is over, and too few measurements came to something to say either; why.
        case inconclusive(String)
    }

    /// The measurements decide before the deadline does: what came in just in time counts.
    package func standing(at now: Date) -> Standing {
        if case .wait(let seconds) = verification.kind {
            let end = began.addingTimeInterval(seconds)
            return now < end ? .waiting(until: end) : .passed
        }
        if results.failed > verification.allowedFailures {
            return .failed(results.lastFailure?.outcome.words ?? "too many measurements failed")
        }
        if results.decided >= verification.count { return .passed }
        let end = began.addingTimeInterval(verification.deadline)
        if now >= end { return .inconclusive(unfinished) }
        return now < next ? .waiting(until: min(next, end)) : .due
    }

    /// When the next measurement is made.
    private var next: Date {
        let first = began.addingTimeInterval(verification.firstAfter)
        return results.last.map { max(first, $0.at.addingTimeInterval(verification.interval)) } ?? first
    }

    private var unfinished: String {
        let had = "\(results.decided) of \(verification.count) measurements within \(verification.deadline.plain) s"
        guard case .inconclusive(let why)? = results.last?.outcome else { return had }
        return "\(had); the last came to nothing: \(why)"
    }
}
