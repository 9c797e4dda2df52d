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
    /// The fork that has the branch; nil where that is the environment's repository.
    package var fork: RemoteURL?
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
    /// What the host was asked to put on it beside its text; nil where that was nothing yet.
    package var asked: Asked?
    /// How long the host has been busy with it; nil where it was not when it was seen last.
    package var busy: Busy?
    /// Why the host let go of a merge that it was told to make, how often that was, and when it is told again.
    package var dropped: Retry?

    /// Labels and reviewers, each asked for once: what a person takes off again stays off.
    package struct Asked: Sendable, Hashable, Codable {
        /// Those that the host refused included.
        package var labels: Set<String>
        package var reviewers: Set<String>
        package var refused: [Refused]

        package struct Refused: Sendable, Hashable, Codable {
            /// The label or the reviewer.
            package var name: String
            /// One sentence: what is not so, and why.
            package var reason: String

            package init(name: String, reason: String) {
                self.name = name
                self.reason = reason
            }
        }

        package init(labels: Set<String> = [], reviewers: Set<String> = [], refused: [Refused] = []) {
            self.labels = labels
            self.reviewers = reviewers
            self.refused = refused
        }
    }

    /// The host works something out, or has not taken in what was pushed.
    package struct Busy: Sendable, Hashable, Codable {
        /// The looks in a row that found it so, at the same head and base.
        package var looks: Int
        /// The base's commit, as far as looks at the branch have told.
        package var tip: CommitID

        package init(looks: Int, tip: CommitID) {
            self.looks = looks
            self.tip = tip
        }
    }

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
        /// Whether the last look did not find it in the host's queue; nil: it was there, or nobody has looked.
        package var isMissing: Bool?

        package init(head: CommitID, reason: String, isMissing: Bool? = nil) {
            self.head = head
            self.reason = reason
            self.isMissing = isMissing
        }
    }

    package init(
        id: MergeRequestID, address: String, forge: String, branch: String, fork: RemoteURL? = nil,
        promotion: PromotionID,
        release: ReleaseID, head: CommitID, base: CommitID, planHash: String, at now: Date
    ) {
        self.id = id
        self.address = address
        self.forge = forge
        self.branch = branch
        self.fork = fork
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

    /// What the host is still to be asked to put on it; nil where that is nothing. One that is merged already is found by its
    /// labels all the same, and reviewed by nobody any more.
    package func unasked(by delivery: MergeRequestDelivery) -> MergeRequestChange? {
        guard seen?.state != .closed else { return nil }
        var change = MergeRequestChange(addedLabels: Set(delivery.labels).subtracting(asked?.labels ?? []))
        if isOpen { change.addedReviewers = Set(delivery.reviewers).subtracting(asked?.reviewers ?? []) }
        return change == MergeRequestChange() ? nil : change
    }

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
    /// Why it is closed, as one sentence; nil where it is not ours to close.
    package var closing: String?
    /// How its promotion ended, for the people who follow it; nil where the sentence is all that is known.
    package var ending: Promotion.Ending?
    /// Whether its branch is deleted.
    package var deletesBranch: Bool
    package var retry: Retry?

    package init(
        environment: String, proposal: Proposal, closing: String?, ending: Promotion.Ending? = nil,
        deletesBranch: Bool = true
    ) {
        self.environment = environment
        self.proposal = proposal
        self.closing = closing
        self.ending = ending
        self.deletesBranch = deletesBranch
    }
}
