package import Foundation

/// Whether a host would merge a merge request now.
package enum Mergeability: Sendable, Hashable, Codable {
    /// Nothing that the host tells speaks against it.
    case ready
    case notYet(MergeBlock)
}

/// What stands between a merge request and its merge.
package struct MergeBlock: Sendable, Hashable, Codable {
    package enum Cause: String, Sendable, Hashable, Codable, CaseIterable {
        /// The host has not worked it out yet; asking again soon helps.
        case computing
        /// Somebody else's merge was quicker, or the host is busy; the same order may go again at once.
        case busy
        /// Head and base changed the same lines.
        case conflict
        /// The head lacks commits of the base, and the host insists on them.
        case behind
        /// Marked as unfinished.
        case draft
        case checksPending
        case checksFailed
        case approvalsMissing
        case changesRequested
        /// Threads that somebody must resolve.
        case discussionsOpen
        /// Another rule of the host, which its words name.
        case rule
    }

    package var cause: Cause
    /// One sentence, for a person who asks why nothing moves.
    package var reason: String

    package init(_ cause: Cause, _ reason: String) {
        self.cause = cause
        self.reason = reason
    }

    /// What the first of the required checks that did not succeed stands for; nil where all did.
    package init?(required names: some Sequence<String>, in checks: [CommitStatus]) {
        for name in names.sorted() {
            switch checks.first(where: { $0.name == name })?.state {
            case .success, .skipped: continue
            case .failure:
                self.init(.checksFailed, "The required check \(name) failed.")
                return
            case .pending:
                self.init(.checksPending, "The required check \(name) is still running.")
                return
            case nil:
                self.init(.checksPending, "The required check \(name) has not begun.")
                return
            }
        }
        return nil
    }
}

/// An account's verdict on a merge request.
package struct Review: Sendable, Hashable, Codable {
    package enum Verdict: String, Sendable, Hashable, Codable {
        case approved
        case changesRequested
    }

    package var account: String
    package var verdict: Verdict
    package var at: Date?
    /// The head that it was given on; nil where the host does not say.
    package var head: CommitID?

    package init(account: String, verdict: Verdict, at: Date?, head: CommitID?) {
        self.account = account
        self.verdict = verdict
        self.at = at
        self.head = head
    }
}
