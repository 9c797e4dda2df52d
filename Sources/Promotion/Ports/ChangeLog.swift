package import Foundation

/// What an application's repository has at one commit and had not at another.
package struct ChangeLog: Sendable, Hashable, Codable {
    /// How the two commits stand to each other.
    package enum Relation: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nothing came before: the list is the newest of the whole history.
        case beginning
        /// The new commit builds on the old one.
        case forward
        /// They are the same.
        case same
        /// The old commit builds on the new one: nothing is added, and `removed` commits go.
        case backward
        /// Each has commits that the other lacks.
        case diverged
        /// The repository does not have the old commit: the list is the newest of the whole history.
        case unknownBase
    }

    package var relation: Relation
    /// Newest first, at most as many as were asked for.
    package var changes: [Change]
    /// How many commits the new one has and the old one lacks; at least so many where `isTotalCut`.
    package var total: Int
    /// Whether counting was given up.
    package var isTotalCut: Bool
    /// How many commits the old one has and the new one lacks.
    package var removed: Int

    package init(
        _ relation: Relation, changes: [Change] = [], total: Int = 0, isTotalCut: Bool = false, removed: Int = 0
    ) {
        self.relation = relation
        self.changes = changes
        self.total = total
        self.isTotalCut = isTotalCut
        self.removed = removed
    }
}

/// One commit of an application, as a person reads of it.
package struct Change: Sendable, Hashable, Codable {
    package var commit: CommitID
    /// The message's first line; of a host's merge commit, the merge request's title where the message tells it.
    package var subject: String
    /// The author's name, without the address.
    package var author: String
    package var at: Date
    /// The number of the merge request that brought it, as far as its message tells.
    package var mergeRequest: Int?
    /// Where a person reads the commit; nil where no forge of the configuration has the repository.
    package var address: String?
    package var mergeRequestAddress: String?

    package init(
        commit: CommitID, subject: String, author: String, at: Date, mergeRequest: Int? = nil, address: String? = nil,
        mergeRequestAddress: String? = nil
    ) {
        self.commit = commit
        self.subject = subject
        self.author = author
        self.at = at
        self.mergeRequest = mergeRequest
        self.address = address
        self.mergeRequestAddress = mergeRequestAddress
    }
}

extension ChangeLog {
    /// The same with links, made up by the forge that the address names, or the only one, without asking it.
    package func linked(of remote: RemoteURL, by forges: [any Forge]) -> ChangeLog {
        let named = forges.first { $0.recognized(remote) != nil }
        guard let forge = named ?? (forges.count == 1 ? forges.first : nil),
            let repository = try? forge.repository(of: remote)
        else { return self }
        var linked = self
        linked.changes = changes.map { change in
            var change = change
            change.address = forge.address(of: .commit(change.commit), in: repository)
            change.mergeRequestAddress = change.mergeRequest.map {
                forge.address(of: .mergeRequest($0), in: repository)
            }
            return change
        }
        return linked
    }
}
