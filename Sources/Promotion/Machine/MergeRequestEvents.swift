/// What came of putting a promotion's commit on its own branch and opening its merge request.
package enum ProposeOutcome: Sendable, Hashable {
    /// The branch has the commit, and the merge request is open.
    case open(Proposal)
    /// The base's tip declares the values without it.
    case alreadyDeclared(at: CommitID)
    /// The edits on the base's newest tip are others, or none can be made.
    case refused(Problem)
    case failed(Problem)
    /// A gate closed meanwhile; nothing was sent.
    case notAuthorized
}

/// What came of reading a merge request.
package enum FollowOutcome: Sendable, Hashable {
    /// The landing where it is merged, and which parts were read.
    case seen(MergeRequest, Landing?, MergeRequestParts)
    /// The host does not have it any more.
    case gone
    case failed(Problem)
}

/// What a merge came to on the base, as Git has it.
package enum Landing: Sendable, Hashable {
    /// The base reaches this commit, which the merge made, and declares the promotion's values.
    case landed(CommitID)
    /// The base does not show the merge yet.
    case notYet(reason: String)
    /// The base shows the merge, and declares other values.
    case otherwise(at: CommitID)
}

/// What came of an attempt to merge.
package enum MergeAttempt: Sendable, Hashable {
    case merged(MergeRequest, Landing)
    /// The host will merge by itself.
    case queued(MergeRequest, reason: String)
    /// Not now: what the host, or a look right before, said.
    case notYet(MergeRequest)
    /// The host is busy, or another merge was faster: the same order goes again at once.
    case busy(MergeRequest, reason: String)
    case gone
    case failed(Problem)
    /// A gate closed meanwhile; no order was sent.
    case notAuthorized
}
