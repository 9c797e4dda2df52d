package import Foundation

/// Which merge request of which repository.
package struct MergeRequestID: Sendable, Hashable, Codable, CustomStringConvertible {
    package var repository: ForgeRepository
    /// As people write it after `#` or `!`.
    package var number: Int

    package init(repository: ForgeRepository, number: Int) {
        self.repository = repository
        self.number = number
    }

    package var description: String { "\(repository)#\(number)" }
}

/// From where to where.
package struct MergeRequestBranches: Sendable, Hashable, Codable {
    /// Where it is merged, and where the merge request is opened.
    package var repository: ForgeRepository
    package var base: String
    package var head: String
    /// The fork that has the head; nil where that is the repository itself.
    package var headRepository: ForgeRepository?

    package init(
        repository: ForgeRepository, base: String, head: String, headRepository: ForgeRepository? = nil
    ) {
        self.repository = repository
        self.base = base
        self.head = head
        self.headRepository = headRepository == repository ? nil : headRepository
    }
}

/// What a host knows of a merge request at one moment.
package struct MergeRequest: Sendable, Hashable, Codable {
    package enum State: Sendable, Hashable, Codable {
        case open
        case merged(Merged)
        /// Closed without a merge.
        case closed
    }

    package var id: MergeRequestID
    package var address: String
    package var state: State
    package var title: String
    package var body: String
    package var branches: MergeRequestBranches
    /// The head's commit; of one that is merged or closed, the last that it had.
    package var head: CommitID
    /// The account that opened it.
    package var author: String
    /// In the host's order.
    package var labels: [String]
    /// Accounts that were asked to review, and did not yet.
    package var reviewers: [String]
    /// `.ready` for one that is not open says nothing.
    package var mergeability: Mergeability
    /// Why the host has not merged it yet, where it was told to merge by itself; nil where it was not, or is not open. Known
    /// only where asked for: `MergeRequestParts.queue`.
    package var queued: String?
    /// Empty unless asked for: `MergeRequestParts.reviews`. Each account's last verdict, oldest first.
    package var reviews: [Review]
    /// Empty unless asked for: `MergeRequestParts.checks`. On the head; each name's newest.
    package var checks: [CommitStatus]

    package init(
        id: MergeRequestID, address: String, state: State, title: String, body: String,
        branches: MergeRequestBranches, head: CommitID, author: String, labels: [String] = [],
        reviewers: [String] = [], mergeability: Mergeability = .ready, reviews: [Review] = [],
        checks: [CommitStatus] = [], queued: String? = nil
    ) {
        self.id = id
        self.address = address
        self.state = state
        self.title = title
        self.body = body
        self.branches = branches
        self.head = head
        self.author = author
        self.labels = labels
        self.reviewers = reviewers
        self.mergeability = mergeability
        self.reviews = reviews
        self.checks = checks
        self.queued = queued
    }

    package var isOpen: Bool { state == .open }
}

/// How a merge request was merged.
package struct Merged: Sendable, Hashable, Codable {
    /// What the base got: the merge, the squashed commit, or the last one rebased. Nil where the host does not say.
    package var commit: CommitID?
    package var at: Date?
    /// The account that merged it.
    package var by: String?

    package init(commit: CommitID?, at: Date? = nil, by: String? = nil) {
        self.commit = commit
        self.at = at
        self.by = by
    }
}

/// What to read beyond the merge request itself; each costs a call or two.
package struct MergeRequestParts: OptionSet, Sendable, Hashable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Only what every read has: state, head, text, mergeability.
    package static let basics: MergeRequestParts = []
    package static let reviews = MergeRequestParts(rawValue: 1)
    package static let checks = MergeRequestParts(rawValue: 2)
    /// Whether the host is to merge it by itself, and what it waits for. Of use only where merges are left to the host.
    package static let queue = MergeRequestParts(rawValue: 4)
    /// What a decision needs: without the queue.
    package static let all: MergeRequestParts = [.reviews, .checks]
}
