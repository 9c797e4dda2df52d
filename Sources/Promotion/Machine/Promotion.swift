package import Foundation

/// One release on its way into one stage.
package struct Promotion: Sendable, Hashable, Codable, Identifiable {
    package let id: PromotionID
    package let stage: StageID
    package let release: ReleaseID
    package let kind: Kind
    /// A user's name, or `sluice`.
    package let requestedBy: String
    package let requestedAt: Date
    package var state: State
    /// When the state was entered.
    package var since: Date
    /// The exact edits; nil until they are made, and made again whenever the base moved before they were sent.
    package var plan: Plan?
    package var approvals: [Approval]
    /// What failed for now, and when it is tried again.
    package var retry: Retry?
    /// Whether people were told that it waits for them.
    package var announced: Bool
    /// What was measured since it was last seen live; kept when it fails.
    package var verification: VerificationRun?

    package enum Kind: String, Sendable, Hashable, Codable {
        /// By itself, as the pipeline flows.
        case automatic
        /// A person asked for this release. Every gate applies.
        case requested
        /// Back to a release that was verified here before. `protection.rollback` names its gates.
        case rollback
    }

    /// The life of a promotion. Each case says what it waits for, and what can follow.
    package enum State: Sendable, Hashable, Codable {
        /// The edits are being made on the branch's tip. → `waiting`, `landed` (nothing to change), `ended`.
        case planning
        /// At the gates. → `sending` when all are open, `planning` when the base moved, `ended` when superseded, rejected
        /// or abandoned.
        case waiting
        /// The intent is saved; a commit may be on its way. → `landed` when it was read back, `waiting` when the gates
        /// closed or the edits changed, `ended` when it is refused for good.
        ///
        /// Never superseded: what may have been sent is read back first.
        case sending
        /// The intent is saved; the promotion's own branch may be on its way, and its merge request. → `proposed` when both
        /// were read back, `landed` when the base declares the release already, `waiting` when a gate closed, `planning`
        /// when the edits changed, `ended` when it is refused for good.
        case proposing
        /// Its merge request is open, and its gates are asked. → `merging` when all are open and Sluice or the host merges,
        /// `landed` when a person merged it, `planning` when the base moved, `ended` when superseded, rejected (also by a
        /// person who closes it) or abandoned.
        case proposed
        /// The intent is saved; an order to merge may be on its way. → `landed` when it was read back, `proposed` when the
        /// host would not yet, `ended` when it is refused for good.
        case merging
        /// The branch declares the release at this commit; the reconciler is being asked. → `deploying`, `ended`.
        case landed(CommitID)
        /// The reconciler was asked. → `verifying` when it proves the commit live and there is something to test,
        /// `ended(.verified)` when there is not, `ended(.failed)` otherwise.
        case deploying(CommitID, HandOffReceipt, lastSeen: String?)
        /// The reconciler has proven it live, and it is tested. → `ended(.verified)` when every verification has passed,
        /// `ended(.failed)` when one has not.
        case verifying(CommitID)
        case ended(Ending)
    }

    /// How a promotion ended.
    package enum Ending: Sendable, Hashable, Codable {
        case verified(CommitID)
        case superseded(by: ReleaseID)
        case rejected(by: String, reason: String?)
        case abandoned(reason: String)
        case failed(Problem)
    }

    package struct Approval: Sendable, Hashable, Codable {
        package var by: String
        package var at: Date
        /// The hash of the edits that were approved; for any others it counts nothing.
        package var planHash: String
        /// The account by which it was given on the host of the merge request; nil where it was given to Sluice.
        package var account: String?

        package init(by: String, at: Date, planHash: String, account: String? = nil) {
            self.by = by
            self.at = at
            self.planHash = planHash
            self.account = account
        }
    }

    package init(
        stage: StageID, release: ReleaseID, previous: PromotionID?, kind: Kind, requestedBy: String, at now: Date
    ) {
        self.init(
            id: PromotionID(stage: stage, release: release, previous: previous), stage: stage, release: release,
            kind: kind,
            requestedBy: requestedBy, at: now)
    }

    /// One whose identity is known from Git.
    package init(
        id: PromotionID, stage: StageID, release: ReleaseID, kind: Kind, requestedBy: String, at now: Date
    ) {
        self.id = id
        self.stage = stage
        self.release = release
        self.kind = kind
        self.requestedBy = requestedBy
        requestedAt = now
        state = .planning
        since = now
        approvals = []
        announced = false
    }

    /// The commit that declares the release, once it is on the branch.
    package var commit: CommitID? {
        switch state {
        case .landed(let commit), .deploying(let commit, _, _), .verifying(let commit), .ended(.verified(let commit)):
            commit
        case .planning, .waiting, .sending, .proposing, .proposed, .merging, .ended: nil
        }
    }

    package var hasFailed: Bool {
        if case .ended(.failed) = state { return true }
        return false
    }

    /// Whether nothing may have reached the environment's branch yet, so that it can still be replaced, rejected or planned
    /// again.
    package var isUnsent: Bool {
        switch state {
        case .planning, .waiting, .proposed: true
        case .sending, .proposing, .merging, .landed, .deploying, .verifying, .ended: false
        }
    }

    /// Whether something that was sent for it may change the world at this moment: it is read back before anything else.
    package var isUnderWay: Bool {
        switch state {
        case .sending, .proposing, .merging: true
        case .planning, .waiting, .proposed, .landed, .deploying, .verifying, .ended: false
        }
    }
}
