package import struct Foundation.Date

/// Which tag a policy wants now, and which better ones have to wait.
package struct Choice: Sendable, Hashable {
    package let outcome: Outcome
    /// The tags that rank above the outcome and are too young, best first.
    package let tooYoung: [TooYoungTag]

    package enum Outcome: Sendable, Hashable {
        case chosen(ObservedTag)
        case none(NoChoice)
    }

    /// The tag that is wanted; nil when none is.
    package var tag: ObservedTag? {
        if case .chosen(let tag) = outcome { tag } else { nil }
    }
}

/// A tag that `minimumAge` holds back.
package struct TooYoungTag: Sendable, Hashable {
    package let tag: ObservedTag
    /// The first moment at which it is old enough.
    package let until: Date
}
