/// How often and after what pause a transient failure is tried again: exponential back-off with full jitter.
///
/// A pause is drawn evenly from zero to `base · 2ⁿ`, never above `cap`, so that clients that failed together do
/// not come back together (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
package struct RetryPolicy: Sendable, Hashable {
    /// Tries in all, the first included; at least one.
    package var attempts: Int
    package var base: Duration
    package var cap: Duration

    package init(attempts: Int = 4, base: Duration = .milliseconds(500), cap: Duration = .seconds(30)) {
        self.attempts = max(1, attempts)
        self.base = base
        self.cap = cap
    }

    /// The longest pause after `failures` failures in a row.
    package func longestPause(after failures: Int) -> Duration {
        var pause = base
        var doublings = failures - 1
        // Doubling stops at the cap, so that no count of failures can overflow.
        while doublings > 0, pause > .zero, pause < cap {
            pause *= 2
            doublings -= 1
        }
        return min(pause, cap)
    }

    /// The pause before the next try after `failures` failures in a row; nil once no try is left.
    package func pause(after failures: Int, using generator: inout some RandomNumberGenerator) -> Duration? {
        guard failures < attempts else { return nil }
        return longestPause(after: failures) * Double.random(in: 0...1, using: &generator)
    }
}
