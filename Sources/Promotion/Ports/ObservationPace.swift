package import Foundation

/// How often a hand-off is observed that is not proven live yet.
package struct ObservationPace: Sendable, Hashable {
    /// Seconds between two looks at first.
    package var first: TimeInterval
    /// Seconds between two looks where it takes long.
    package var longest: TimeInterval

    package init(first: TimeInterval, longest: TimeInterval) {
        self.first = first
        self.longest = longest
    }

    /// For what is asked each time, and costs little.
    package static let steady = ObservationPace(first: 5, longest: 5)
    /// For servers that count their requests: the longer it takes, the less a few seconds matter.
    package static let easing = ObservationPace(first: 5, longest: 30)
    /// For what tells of its changes.
    package static let told = ObservationPace(first: 60, longest: 60)

    /// Seconds until the next look, so long after it was handed off: a sixth of that, within the bounds.
    package func pause(after elapsed: TimeInterval) -> TimeInterval { min(longest, max(first, elapsed / 6)) }
}

/// Says that there is something new to observe of hand-offs into these stages.
package typealias ReconcilerNews = @Sendable (Set<StageID>) -> Void
