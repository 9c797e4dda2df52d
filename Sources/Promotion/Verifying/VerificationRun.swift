package import Foundation

/// The verification of one promotion: from when it was seen live to the verdict.
package struct VerificationRun: Sendable, Hashable, Codable {
    /// When the release was seen live: nothing that is measured before says anything of it.
    package var began: Date
    /// The commit at which it was seen live.
    package var liveAt: CommitID
    /// By `Verification.fingerprint`.
    package var results: [String: VerificationResults]

    package init(began: Date, liveAt: CommitID) {
        self.began = began
        self.liveAt = liveAt
        results = [:]
    }

    package subscript(_ verification: Verification) -> VerificationResults {
        get { results[verification.fingerprint] ?? VerificationResults() }
        set { results[verification.fingerprint] = newValue }
    }
}

/// What one verification's measurements came to so far.
package struct VerificationResults: Sendable, Hashable, Codable {
    package private(set) var passed = 0
    package private(set) var failed = 0
    package private(set) var inconclusive = 0
    /// The newest last; no more than `kept`.
    package private(set) var recent: [Measurement] = []
    /// The one that failed last, also where `recent` has it no more.
    package private(set) var lastFailure: Measurement?

    /// How many measurements are remembered one by one: the state is saved at every step.
    package static let kept = 5

    package init() {}

    package var last: Measurement? { recent.last }

    /// Of what was measured, how many count.
    package var decided: Int { passed + failed }

    /// Counts every measurement.
    package var measured: Int { passed + failed + inconclusive }

    package mutating func add(_ outcome: MeasurementOutcome, at date: Date) {
        let measurement = Measurement(at: date, outcome: outcome.capped)
        switch outcome {
        case .passed: passed += 1
        case .failed:
            failed += 1
            lastFailure = measurement
        case .inconclusive: inconclusive += 1
        }
        recent = Array((recent + [measurement]).suffix(Self.kept))
    }
}

/// What was measured once, and when.
package struct Measurement: Sendable, Hashable, Codable {
    package var at: Date
    package var outcome: MeasurementOutcome

    package init(at: Date, outcome: MeasurementOutcome) {
        self.at = at
        self.outcome = outcome
    }
}

/// What one measurement came to, each with a sentence's end: `503 is not 200`.
package enum MeasurementOutcome: Sendable, Hashable, Codable {
    case passed(String)
    /// The release is not as it should be.
    case failed(String)
    /// Nothing can be said of the release: who was asked could not answer.
    case inconclusive(String)

    package var words: String {
        switch self {
        case .passed(let words), .failed(let words), .inconclusive(let words): words
        }
    }

    /// With one line of at most 300 characters.
    package var capped: MeasurementOutcome {
        let words = words.oneLine(limit: 300)
        return switch self {
        case .passed: .passed(words)
        case .failed: .failed(words)
        case .inconclusive: .inconclusive(words)
        }
    }
}

/// Which measurement it is: the same one, however often it is begun.
package struct MeasurementID: Sendable, Hashable {
    /// `Verification.fingerprint`.
    package var verification: String
    /// `VerificationRun.began`.
    package var run: Date
    /// Counted from 1.
    package var number: Int

    package init(verification: String, run: Date, number: Int) {
        self.verification = verification
        self.run = run
        self.number = number
    }
}
