/// What came of asking for the one open merge request.
package enum OpenOutcome: Sendable, Hashable {
    /// It was opened by this call, also where its answer was lost.
    case opened(MergeRequest)
    /// It was there.
    case found(MergeRequest)
    /// The host does not have the branch, or not yet: pushes reach its API late.
    case notYet(reason: String)
    /// The base has everything that the head has.
    case nothingToMerge(reason: String)

    /// The merge request, where there is one.
    package var mergeRequest: MergeRequest? {
        switch self {
        case .opened(let request), .found(let request): request
        case .notYet, .nothingToMerge: nil
        }
    }
}

/// What came of an order to merge.
package enum MergeOutcome: Sendable, Hashable {
    case merged(Merged)
    /// The host will merge by itself when its rules allow.
    case queued(reason: String)
    case notYet(MergeBlock)
    /// Not merged: its head is another than the order's. Nil where the host does not say which.
    case headMoved(to: CommitID?)
    /// Not merged: somebody has closed it.
    case closed
}

/// What came of deleting a branch.
package enum BranchDeletion: Sendable, Hashable {
    case deleted
    /// There is no such branch; nothing was done.
    case absent
    /// Somebody has pushed to it; nothing was done.
    case moved(to: CommitID)
    /// The host keeps it, and says why.
    case refused(reason: String)
}
