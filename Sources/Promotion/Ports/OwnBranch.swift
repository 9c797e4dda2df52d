/// A branch of Sluice's own, from which a merge request comes.
package struct OwnBranch: Sendable, Hashable {
    package var name: String
    /// Commits that Sluice is known to have put there. Whatever else stands there is left alone, unless it is a single
    /// commit of `stage` by Sluice's own committer, as its trailers say: the database may have been lost.
    package var known: Set<CommitID>
    package var stage: StageID
    /// The repository that it stands in, where that is a fork of the base's.
    package var fork: RemoteURL?

    package init(name: String, known: Set<CommitID>, stage: StageID, fork: RemoteURL? = nil) {
        self.name = name
        self.known = known
        self.stage = stage
        self.fork = fork
    }
}

/// What became of putting a commit on a branch of Sluice's own.
package enum OwnBranchOutcome: Sendable, Hashable {
    /// The branch stands at the commit, which is the only one that it has beyond `base`; read back from the server.
    case standing(CommitID, base: CommitID)
    /// The base's tip declares the values without it.
    case alreadyDeclared(at: CommitID)
    /// `prepare` refused on the base's newest tip.
    case refused(Problem)
    /// Somebody else has committed to the branch: nothing was done.
    case occupied(by: String, at: CommitID)
    case failed(Problem)
    /// `authorize` said no; nothing was sent.
    case notAuthorized
}
