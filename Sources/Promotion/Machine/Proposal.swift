package import Foundation

/// A stage's merge request: what Sluice made, and what it last saw of it.
package struct Proposal: Sendable, Hashable, Codable {
    package var id: MergeRequestID
    /// Where people look at it.
    package var address: String
    /// The forge's name in the configuration.
    package var forge: String
    /// The branch that it comes from; only Sluice writes to it.
    package var branch: String
    /// The promotion whose commit the branch has, and what it brings.
    package var promotion: PromotionID
    package var release: ReleaseID
    /// That commit: the only one at which it is merged.
    package var head: CommitID
    /// The base's commit that it was made on.
    package var base: CommitID
    /// What the commit changes (`Plan.hash`).
    package var planHash: String
    /// Commits of ours that stood on the branch before; hosts and reviews may still speak of them. Oldest first.
    package var former: [FormerHead]
    /// When the head was put on the branch.
    package var pushedAt: Date
    /// What the host said last, and when.
    package var seen: Seen?
    /// When it is read again though nothing hints that it changed.
    package var next: Date
    /// The attempts at reading it that failed.
    package var retry: Retry?
    /// The attempts at telling the host that failed.
    package var tellingRetry: Retry?
    /// A fingerprint of the facts that the host was told last: in the text, the comment and the status.
    package var told: String?
    /// Whether its text is the one that it was just opened with.
    package var isNew = false
    /// The head that the host was asked to merge by itself, and what it said.
    package var queued: Queued?
    /// When it was seen to be closed by a person.
    package var closedAt: Date?
    /// Whether the base declares already what it brings, as a look at the branch saw.
    package var isDeclared = false

    /// A commit that stood on the branch before the present one.
    package struct FormerHead: Sendable, Hashable, Codable {
        package var commit: CommitID
        package var planHash: String
    }

    /// What the host said of it.
    package struct Seen: Sendable, Hashable, Codable {
        package enum State: String, Sendable, Hashable, Codable {
            case open
            case closed
            case merged
        }

        package var at: Date
        package var state: State
        package var head: CommitID
        package var base: String
        package var mergeability: Mergeability
        package var reviews: [Review]
        package var checks: [CommitStatus]
        /// Whether the checks were read at all.
        package var hasChecks: Bool
    }

    /// A merge that the host makes by itself.
    package struct Queued: Sendable, Hashable, Codable {
        package var head: CommitID
        package var reason: String

        package init(head: CommitID, reason: String) {
            self.head = head
            self.reason = reason
        }
    }

    package init(
        id: MergeRequestID, address: String, forge: String, branch: String, promotion: PromotionID,
        release: ReleaseID, head: CommitID, base: CommitID, planHash: String, at now: Date
    ) {
        self.id = id
        self.address = address
        self.forge = forge
        self.branch = branch
        self.promotion = promotion
        self.release = release
        self.head = head
        self.base = base
        self.planHash = planHash
        former = []
        pushedAt = now
        next = now
    }

    /// Commits of ours that make the same edits as the head.
    package var equivalentHeads: Set<CommitID> {
        Set(former.filter { $0.planHash == planHash }.map(\.commit)).union([head])
    }

    package var isOpen: Bool { seen.map { $0.state == .open } ?? true }

    /// Somebody else's commit on the branch, where the host told of one.
    package var intruder: CommitID? {
        guard let seen, seen.state == .open, seen.head != head, !former.contains(where: { $0.commit == seen.head })
        else { return nil }
        return seen.head
    }
}

extension MergeRequest {
    /// What a proposal remembers of it; `parts` says what was read.
    package func seen(at date: Date, _ parts: MergeRequestParts = .all) -> Proposal.Seen {
        let known: Proposal.Seen.State =
            switch state {
            case .open: .open
            case .closed: .closed
            case .merged: .merged
            }
        return Proposal.Seen(
            at: date, state: known, head: head, base: branches.base, mergeability: mergeability, reviews: reviews,
            checks: checks, hasChecks: parts.contains(.checks))
    }
}

/// What is left to do for a merge request that no promotion needs any more.
package struct Errand: Sendable, Hashable, Codable {
    package var environment: String
    package var proposal: Proposal
    /// Why it is closed, for the people who follow it; nil where it is not ours to close.
    package var closing: String?
    /// Whether its branch is deleted.
    package var deletesBranch: Bool
    package var retry: Retry?

    package init(environment: String, proposal: Proposal, closing: String?, deletesBranch: Bool = true) {
        self.environment = environment
        self.proposal = proposal
        self.closing = closing
        self.deletesBranch = deletesBranch
    }
}
