import Synchronization

/// Lets so many requests of one caller through at once and so many a second after that.
final class TokenBuckets: Sendable {
    private struct Bucket {
        var tokens: Double
        var filled: ContinuousClock.Instant
    }

    /// Beyond so many callers the one that was quiet longest is forgotten: memory is bounded, whoever knocks.
    static let callers = 4096

    private let burst: Double
    private let perSecond: Double
    private let now: @Sendable () -> ContinuousClock.Instant
    private let buckets = Mutex<[String: Bucket]>([:])

    init(burst: Int, perSecond: Double, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.burst = Double(burst)
        self.perSecond = perSecond
        self.now = now
    }

    /// Whether a caller may go on; takes one token then.
    func admits(_ caller: String) -> Bool {
        let now = now()
        return buckets.withLock { buckets in
            var bucket = buckets[caller] ?? Bucket(tokens: burst, filled: now)
            let parts = (now - bucket.filled).components
            let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
            bucket.tokens = min(burst, bucket.tokens + seconds * perSecond)
            bucket.filled = now
            let admits = bucket.tokens >= 1
            if admits { bucket.tokens -= 1 }
            if buckets[caller] == nil, buckets.count >= Self.callers,
                let quiet = buckets.min(by: { $0.value.filled < $1.value.filled })
            {
                buckets[quiet.key] = nil
            }
            buckets[caller] = bucket
            return admits
        }
    }
}
