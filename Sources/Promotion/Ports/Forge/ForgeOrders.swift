/// A merge request to be opened.
package struct MergeRequestDraft: Sendable, Hashable {
    package var branches: MergeRequestBranches
    package var title: String
    /// Markdown.
    package var body: String

    package init(_ branches: MergeRequestBranches, title: String, body: String) {
        self.branches = branches
        self.title = title
        self.body = body
    }
}

/// What to change on a merge request; nil and empty change nothing.
package struct MergeRequestChange: Sendable, Hashable {
    package var title: String?
    package var body: String?
    /// Put on it; made in the repository where the host wants labels to exist. Others stay.
    package var addedLabels: Set<String>
    package var removedLabels: Set<String>
    /// Accounts to be asked for a review beside those asked already.
    package var addedReviewers: Set<String>

    package init(
        title: String? = nil, body: String? = nil, addedLabels: Set<String> = [], removedLabels: Set<String> = [],
        addedReviewers: Set<String> = []
    ) {
        self.title = title
        self.body = body
        self.addedLabels = addedLabels
        self.removedLabels = removedLabels
        self.addedReviewers = addedReviewers
    }
}

/// How a merge request's commits get onto its base.
package enum MergeMethod: String, Sendable, Hashable, Codable, CaseIterable {
    /// A merge commit, or what the repository's settings put in its place.
    case merge
    /// One commit of all changes.
    case squash
    /// Each commit made again on the base.
    case rebase
}

/// An order to merge.
package struct MergeOrder: Sendable, Hashable {
    package enum Timing: Sendable, Hashable {
        case now
        /// The host merges by itself as soon as its own rules allow.
        case whenReady
    }

    /// The only head that may be merged: the one that was approved.
    package var head: CommitID
    package var method: MergeMethod
    /// Subject and body of the commit that the host makes; nil leaves them to the host.
    package var subject: String?
    package var body: String?
    package var timing: Timing

    package init(
        head: CommitID, method: MergeMethod, subject: String? = nil, body: String? = nil, timing: Timing = .now
    ) {
        self.head = head
        self.method = method
        self.subject = subject
        self.body = body
        self.timing = timing
    }
}
