package import Foundation

/// Where a pipeline stands, for a person: what `sluice status`, the API and the pages show.
package struct PipelineStatus: Sendable, Hashable, Codable {
    package var pipeline: String
    package var sources: [SourceStatus]
    /// In the order of the configuration.
    package var stages: [StageStatus]
    /// How far each group of stages is; nil where there are none.
    package var groups: [GroupStatus]?
    /// Newest first, at most fifty.
    package var releases: [Release]
}

/// How far the stages of one group are.
package struct GroupStatus: Sendable, Hashable, Codable {
    package var name: String
    package var members: Int
    /// The newest release that any member has, or has tried; nil where none has.
    package var release: VersionStatus?
    /// In how many members that release runs and is verified.
    package var verified: Int
    /// In how many members something is on its way.
    package var onTheirWay: Int
    /// The members in which that release failed.
    package var failed: [String]
    /// Whether the others wait because of them.
    package var isStopped: Bool
    /// All of it in one sentence.
    package var summary: String
}

package struct SourceStatus: Sendable, Hashable, Codable {
    package var name: String
    package var repository: String
    package var wanted: String?
    package var scannedAt: Date?
    /// What is wrong or why nothing new is released, as a sentence.
    package var note: String?
}

/// Where a stage stands, and why it stands there.
package struct StageStatus: Sendable, Hashable, Codable {
    package enum Phase: String, Sendable, Hashable, Codable, CaseIterable {
        /// Not read yet.
        case unknown
        /// Has what it should have.
        case settled
        /// A release is wanted, and something that is no person's matter holds it up.
        case waiting
        case waitingForApproval
        case held
        case sending
        /// Every gate is open, and the merge request waits for its host: for a person who merges it, for checks, for its turn.
        case inReview
        case deploying
        /// Live, and being tested.
        case verifying
        /// What was verified is live no longer as it is declared.
        case drifted
        case failed
    }

    package var stage: StageID
    /// The group that it is of.
    package var group: String?
    package var phase: Phase
    /// What the branch declares.
    package var current: VersionStatus?
    /// What comes next.
    package var next: VersionStatus?
    package var promotion: PromotionID?
    package var requestedBy: String?
    /// Since when it stands like this.
    package var since: Date?
    /// Every reason why it stands still.
    package var waiting: [Waiting]
    /// The one sentence.
    package var why: String
    package var planHash: String?
    package var edits: [PlannedEdit]
    package var approvedBy: [String]
    /// Where people look at the merge request, while there is one.
    package var mergeRequest: String?
    package var hold: StageState.Hold?
    package var pin: StageState.Pin?
    /// What was measured of the release that is in flight or has failed, while there is anything to measure.
    package var verifications: [VerificationStatus]?
}

/// How far one verification is.
package struct VerificationStatus: Sendable, Hashable, Codable {
    package enum Standing: String, Sendable, Hashable, Codable, CaseIterable {
        case running
        case passed
        case failed
        /// Its time was over before enough could be measured.
        case inconclusive
    }

    package var name: String
    /// `http`, `prometheus`, `command`, `wait`.
    package var kind: String
    package var standing: Standing
    /// How many measurements decide.
    package var count: Int
    package var passed: Int
    package var failed: Int
    package var allowedFailures: Int
    /// Measurements that came to nothing; they are made again.
    package var inconclusive: Int
    /// When it goes on by itself.
    package var next: Date?
    /// The last measurements, newest first.
    package var recent: [Measurement] = []

    /// One measurement.
    package struct Measurement: Sendable, Hashable, Codable {
        package enum Result: String, Sendable, Hashable, Codable {
            case passed
            case failed
            case inconclusive
        }

        package var at: Date
        package var result: Result
        package var message: String

        package init(at: Date, outcome: MeasurementOutcome) {
            self.at = at
            message = outcome.words
            result =
                switch outcome {
                case .passed: .passed
                case .failed: .failed
                case .inconclusive: .inconclusive
                }
        }
    }
}

package struct VersionStatus: Sendable, Hashable, Codable {
    /// Nil for values that are of no known release.
    package var release: ReleaseID?
    package var title: String
    package var commit: CommitID?
    package var since: Date?
    package var verifiedAt: Date?
}
