/// What a host or its adapter cannot do, and how much it takes; the engine makes up for it.
package struct ForgeCapabilities: Sendable, Hashable {
    /// Something that cannot be had.
    package enum Lack: Sendable, Hashable, CaseIterable {
        /// A merge does not compare the head: it is read again right before, and verified right after.
        case headGuard
        /// A branch is deleted without comparing its head: a push in the same instant is lost from it, though not from the
        /// host's merge request.
        case deletionGuard
        /// Whether a merge request could be merged is known only when it is tried: it always reads as ready.
        case mergeability
        /// Labels are left out of every change.
        case labels
        /// Reviewers are left out of every change.
        case reviewers
        /// Reviews do not say which head they were given on: only those count that are younger than the head.
        case reviewHeads
        /// Reviews do not say when they were given.
        case reviewTimes
        /// Nobody can ask for changes, or the host does not tell.
        case changeRequests
        /// `MergeOrder.Timing.whenReady` is refused.
        case autoMerge
        /// A head in another repository is refused.
        case forks
        /// Which checks the host waits for is not told.
        case requiredChecks
    }

    package var lacks: Set<Lack>
    /// The ways to merge that an order may name; what the repository's own settings allow is known only when tried.
    package var methods: Set<MergeMethod>
    /// The most characters of a title and of a body; longer ones are cut, with `…` at their end.
    package var titleLimit: Int
    package var bodyLimit: Int
    /// The most characters of a comment, the invisible marker included; longer ones are cut, with `…` at their end.
    package var commentLimit: Int
    /// The most bytes of a branch's name.
    package var branchLimit: Int
    /// The most characters of a status's description; longer ones are cut.
    package var statusLimit: Int
    /// What titles, bodies and comments are written in.
    package var markdown: MarkdownDialect

    package init(
        lacks: Set<Lack> = [], methods: Set<MergeMethod>, titleLimit: Int, bodyLimit: Int, branchLimit: Int = 244,
        statusLimit: Int = 255, commentLimit: Int? = nil, markdown: MarkdownDialect
    ) {
        self.lacks = lacks
        self.methods = methods
        self.titleLimit = titleLimit
        self.bodyLimit = bodyLimit
        self.branchLimit = branchLimit
        self.statusLimit = statusLimit
        self.commentLimit = commentLimit ?? bodyLimit
        self.markdown = markdown
    }

    package func lacks(_ lack: Lack) -> Bool { lacks.contains(lack) }
}

extension String {
    /// At most `limit` UTF-16 units, the last of them `…` where something was cut.
    package func clipped(to limit: Int) -> String {
        guard utf16.count > limit else { return self }
        var end = startIndex
        var count = 0
        while end < endIndex {
            let length = self[end].utf16.count
            guard count + length < limit else { break }
            count += length
            end = index(after: end)
        }
        return self[..<end] + "…"
    }
}
