/// The moment by which something must be done, on a clock that nobody sets.
package struct Deadline: Sendable, Hashable, Comparable {
    package let instant: ContinuousClock.Instant

    package init(_ instant: ContinuousClock.Instant) { self.instant = instant }

    /// The moment `duration` from now.
    package static func after(_ duration: Duration) -> Deadline { Deadline(.now + duration) }

    package static func < (left: Deadline, right: Deadline) -> Bool { left.instant < right.instant }

    package var hasPassed: Bool { instant <= .now }

    /// The time left; zero when the deadline has passed.
    package var remaining: Duration { max(.zero, ContinuousClock.now.duration(to: instant)) }

    /// The time left for `poll(2)`: milliseconds rounded up, at most `cap`.
    func pollTimeout(cap: Int32) -> Int32 {
        let (seconds, attoseconds) = remaining.components
        guard seconds < Int64(cap / 1000 + 1) else { return cap }
        return Int32(min(Int64(cap), seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
