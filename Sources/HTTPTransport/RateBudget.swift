/// How many requests one authority may get: a token bucket, a bound on those under way, and a pause that the server
/// asked for.
///
/// A value without a clock: times are durations since any fixed moment, and may not run backwards.
package struct RateBudget: Sendable, Hashable {
    package struct Limits: Sendable, Hashable {
        /// Tokens that come back each second.
        package var perSecond: Double
        /// The most tokens that gather while nothing is sent.
        package var burst: Double
        /// Requests under way at once.
        package var concurrent: Int

        package init(perSecond: Double = 200, burst: Double = 400, concurrent: Int = 16) {
            self.perSecond = max(perSecond, 0.001)
            self.burst = max(burst, 1)
            self.concurrent = max(concurrent, 1)
        }
    }

    package enum Admission: Sendable, Hashable {
        /// One request may go now; `finish` must follow it.
        case admitted
        /// None may go before this time.
        case notBefore(Duration)
        /// None may go until one under way has finished.
        case full
    }

    package let limits: Limits
    /// Until when the server wants to be left alone.
    package private(set) var pausedUntil: Duration?
    private var running = 0
    private var tokens: Double
    private var counted: Duration

    package init(_ limits: Limits = Limits(), at now: Duration) {
        self.limits = limits
        tokens = limits.burst
        counted = now
    }

    /// Lets one more request go, or tells what to wait for.
    package mutating func admit(at now: Duration) -> Admission {
        if let pausedUntil {
            guard now >= pausedUntil else { return .notBefore(pausedUntil) }
            self.pausedUntil = nil
        }
        guard running < limits.concurrent else { return .full }
        tokens = min(limits.burst, tokens + max(0, (now - counted) / .seconds(1)) * limits.perSecond)
        counted = max(counted, now)
        guard tokens >= 1 else { return .notBefore(now + .seconds((1 - tokens) / limits.perSecond)) }
        tokens -= 1
        running += 1
        return .admitted
    }

    /// A request that was admitted has ended.
    package mutating func finish() { running -= 1 }

    /// The server asked for a pause: nothing is admitted before `end`. A later pause stands.
    package mutating func pause(until end: Duration) {
        pausedUntil = max(pausedUntil ?? end, end)
    }

    /// Whether it may be forgotten at `now`: nothing is under way, and a new one would admit no more than this.
    package func isIdle(at now: Duration) -> Bool {
        running == 0 && (pausedUntil ?? now) <= now
            && tokens + max(0, (now - counted) / .seconds(1)) * limits.perSecond >= limits.burst
    }
}
