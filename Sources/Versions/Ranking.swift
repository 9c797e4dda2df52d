/// Every tag of a source with a policy's verdict on it.
package struct Ranking: Sendable, Hashable {
    /// The tags that the policy admits, best first.
    package let admitted: [RankedTag]
    /// The tags that it does not, in the order they came in.
    package let skipped: [SkippedTag]
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
