/// Every tag of a source with a policy's verdict on it.
///
/// The tags are the caller's array, and the verdicts point into it: a ranking of a million tags is made without copying
/// one of them.
package struct Ranking: Sendable, Hashable {
    private let tags: [ObservedTag]
    private let best: [Int]
    /// What was extracted of an admitted tag.
    private let values: [Int: String]
    private let skips: [Skip]

    struct Skip: Sendable, Hashable {
        let index: Int
        let reason: SkipReason
    }

    /// `best` and the indices of `skips` together are the indices of `tags`, each once.
    init(of tags: [ObservedTag], best: [Int], values: [Int: String], skips: [Skip]) {
        self.tags = tags
        self.best = best
        self.values = values
        self.skips = skips
    }

    /// The tags that the policy admits, best first.
    package var admitted: some RandomAccessCollection<RankedTag> {
        best.lazy.map { [tags, values] in RankedTag(tag: tags[$0], value: values[$0] ?? tags[$0].name) }
    }

    /// The tags that it does not, in the order they came in.
    package var skipped: some RandomAccessCollection<SkippedTag> {
        skips.lazy.map { [tags] in SkippedTag(tag: tags[$0.index], reason: $0.reason) }
    }
}

/// A tag that a policy admits.
package struct RankedTag: Sendable, Hashable {
    package let tag: ObservedTag
    /// What the rule read: what was extracted, or the whole name.
    package let value: String
}

/// A tag that a policy does not admit.
package struct SkippedTag: Sendable, Hashable {
    package let tag: ObservedTag
    package let reason: SkipReason
}
