import Foundation
import Promotion
import Synchronization
import TrialKit

/// How often a live system is looked at, and for how long; what is waited for is told when it changes.
final class Pace: Sendable {
    private let end: ContinuousClock.Instant
    private let patience: Duration
    private let trial: Trial
    private let told = Mutex("")

    init(patience: Duration, _ trial: Trial) {
        end = .now + patience
        self.patience = patience
        self.trial = trial
    }

    /// Throws where it took too long.
    func wait(for what: String) async throws {
        let isNew = told.withLock { told in
            defer { told = what }
            return told != what
        }
        if isNew { trial.say(what) }
        guard ContinuousClock.now < end else { throw TrialFailure("after \(patience) it still \(what)") }
        try await Task.sleep(for: .seconds(1))
    }
}

extension HandOff {
    /// A promotion of the trial's own; its name makes it unlike any other's.
    static func ofTrial(_ name: String, _ revision: CommitID, _ branch: Branch) -> HandOff {
        let artifact = Artifact(
            source: "trial", repository: "trial.invalid/trial", tag: revision.short, digest: nil, firstSeen: Date())
        let release = Release(pipeline: name, artifacts: [artifact], number: 1, cutAt: Date())
        let stage = StageID(pipeline: name, environment: "trial")
        return HandOff(
            stage: stage, promotion: PromotionID(stage: stage, release: release.id, previous: nil), release: release,
            branch: branch, revision: revision)
    }
}
