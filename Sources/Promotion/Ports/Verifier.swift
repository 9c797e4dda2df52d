package import Foundation

/// Measures whether a release that is live is as it should be.
package protocol Verifier: Sendable {
    /// Measures once, and tells what that came to; never throws, for not to know is an answer: `.inconclusive`.
    ///
    /// Made at least once for each `request.number`: a measurement changes nothing, so that another one does no harm.
    /// Ends within the deadline of its kind. What it says of a cancelled task is not used.
    func measure(_ request: MeasurementRequest) async -> MeasurementOutcome
}

/// One measurement to be made.
package struct MeasurementRequest: Sendable, Hashable {
    package var verification: Verification
    /// What is verified.
    package var subject: HandOff
    /// Counted from 1.
    package var number: Int
    /// When the release was seen live: nothing before that may be looked at.
    package var liveSince: Date
    package var now: Date

    package init(verification: Verification, subject: HandOff, number: Int, liveSince: Date, now: Date) {
        self.verification = verification
        self.subject = subject
        self.number = number
        self.liveSince = liveSince
        self.now = now
    }
}
