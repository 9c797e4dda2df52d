package import Foundation

/// All that the text of a merge request is made from. Everything in it may come from strangers: tags, subjects, names.
package struct MergeRequestFacts: Sendable, Hashable {
    package var stage: StageID
    package var promotion: PromotionID
    package var kind: Promotion.Kind
    /// A user's name, or `sluice`.
    package var requestedBy: String
    package var release: Release
    /// One for each artifact of the release, in its order; those that stay as they are included.
    package var moves: [Move]
    /// The plan's edits.
    package var edits: [PlannedEdit]
    /// The other stages that run this release, in the pipeline's order.
    package var runsIn: [Standing]
    /// The gates that let it pass, a sentence each.
    package var passed: [String]
    /// The gates that are closed.
    package var waiting: [Waiting]
    /// Valid approvals of exactly these edits.
    package var approvals: [Promotion.Approval]
    /// Whether reviews on the host count as approvals, for accounts that the configuration maps to users.
    package var countsReviews: Bool
    package var progress: Progress
    /// Where a person sees the promotion in Sluice; nil where `publicURL` is not set.
    package var address: String?

    package init(
        stage: StageID, promotion: PromotionID, kind: Promotion.Kind = .automatic, requestedBy: String = "sluice",
        release: Release, moves: [Move], edits: [PlannedEdit], runsIn: [Standing] = [], passed: [String] = [],
        waiting: [Waiting] = [], approvals: [Promotion.Approval] = [], countsReviews: Bool = false,
        progress: Progress = .waiting, address: String? = nil
    ) {
        self.stage = stage
        self.promotion = promotion
        self.kind = kind
        self.requestedBy = requestedBy
        self.release = release
        self.moves = moves
        self.edits = edits
        self.runsIn = runsIn
        self.passed = passed
        self.waiting = waiting
        self.approvals = approvals
        self.countsReviews = countsReviews
        self.progress = progress
        self.address = address
    }

    /// How far the promotion is, for the comment that is kept up to date.
    package enum Progress: Sendable, Hashable {
        /// At the gates: `waiting` names them.
        case waiting
        /// Every gate is open; the merge is under way, or the host keeps it. `reason` is the host's sentence, if any.
        case merging(reason: String?)
        /// On the branch at a commit; what the reconciler says, if anything.
        case deploying(CommitID, seen: String?)
        /// Live, and being tested; how far that is.
        case verifying(CommitID, seen: String)
        case live(CommitID, since: Date)
        case failed(Problem)
    }

    /// A stage that runs the release.
    package struct Standing: Sendable, Hashable {
        package var environment: String
        package var since: Date
        /// Nil where it is declared, and not verified.
        package var verifiedAt: Date?

        package init(environment: String, since: Date, verifiedAt: Date?) {
            self.environment = environment
            self.since = since
            self.verifiedAt = verifiedAt
        }
    }

    /// What moves: a source from one version to another.
    package struct Move: Sendable, Hashable {
        package var source: String
        package var repository: String
        /// Nil where the stage declares none that is known.
        package var from: Version?
        package var to: Version
        package var changes: Changes

        package init(source: String, repository: String, from: Version?, to: Version, changes: Changes) {
            self.source = source
            self.repository = repository
            self.from = from
            self.to = to
            self.changes = changes
        }

        /// Whether it is the same version: tag, and digest where both are known.
        package var staysAsItIs: Bool {
            guard let from, from.tag == to.tag else { return false }
            return from.digest == nil || to.digest == nil || from.digest == to.digest
        }
    }

    package struct Version: Sendable, Hashable {
        package var tag: String
        package var digest: String?

        package init(tag: String, digest: String?) {
            self.tag = tag
            self.digest = digest
        }
    }

    /// The application's changes between the two versions.
    package enum Changes: Sendable, Hashable {
        case known(ChangeLog)
        /// They can't be had, and why, as one sentence.
        case unknown(reason: String)
    }
}

extension MergeRequestFacts {
    /// What moves when `release` takes the place of what a stage declares; the changes are still to be read.
    ///
    /// `previous` is the release that the stage declares, where that is known; its tags alone are `current.tags`.
    package static func moves(to release: Release, from previous: Release?, current: CurrentVersion?) -> [Move] {
        release.artifacts.map { artifact in
            let before = previous?.artifact(of: artifact.source).map { Version(tag: $0.tag, digest: $0.digest) }
            return Move(
                source: artifact.source, repository: artifact.repository,
                from: before ?? current?.tags[artifact.source].map { Version(tag: $0, digest: nil) },
                to: Version(tag: artifact.tag, digest: artifact.digest),
                changes: .unknown(reason: "The changes were not read."))
        }
    }
}
