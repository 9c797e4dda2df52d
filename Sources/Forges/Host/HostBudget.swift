import Foundation
import HTTPTransport

/// How many requests a host still takes from us: what its answers say, and what it limits without saying.
///
/// A value without a clock. GitHub's two limits are both here: the primary one counts down in headers, the secondary one
/// allows 80 writes a minute and 500 an hour and shows itself only when it is passed
/// (<https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>).
struct HostBudget: Sendable {
    struct WriteLimit: Sendable, Hashable {
        var count: Int
        var seconds: TimeInterval
    }

    private let limits: [WriteLimit]
    /// Until when the host wants to be left alone.
    private(set) var pausedUntil: Date?
    /// When the last writes were made, oldest first.
    private var writes: [Date] = []

    init(writes limits: [WriteLimit] = []) { self.limits = limits }

    /// Nil lets one more request go; otherwise nothing may go before that time.
    mutating func admit(isWrite: Bool, at now: Date) -> Date? {
        if let pausedUntil {
            guard now >= pausedUntil else { return pausedUntil }
            self.pausedUntil = nil
        }
        guard isWrite, !limits.isEmpty else { return nil }
        let longest = limits.map(\.seconds).max() ?? 0
        writes.removeAll { now.timeIntervalSince($0) >= longest }
        let waits = limits.compactMap { limit -> Date? in
            let recent = writes.filter { now.timeIntervalSince($0) < limit.seconds }
            guard recent.count >= limit.count else { return nil }
            return recent[recent.count - limit.count].addingTimeInterval(limit.seconds)
        }
        if let wait = waits.max() { return wait }
        writes.append(now)
        return nil
    }

    /// Takes in what an answer says of the limits. Answers how long to wait where it was refused because of them.
    mutating func learn(_ response: HTTPResponse, words: String, at now: Date) -> TimeInterval? {
        let headers = response.headers
        let remaining = (headers["X-RateLimit-Remaining"] ?? headers["RateLimit-Remaining"]).flatMap { Int($0) }
        let reset = (headers["X-RateLimit-Reset"] ?? headers["RateLimit-Reset"]).flatMap { Double($0) }
            .map { Self.pause(until: $0, now) }
        let asked = response.retryAfter(at: now)
        let isRefused =
            response.status == 429
            || (response.status == 403 && (remaining == 0 || asked != nil || words.speaksOfRateLimit))
        guard isRefused else {
            if remaining == 0, let reset { pause(for: reset, from: now) }
            return nil
        }
        // Without a time of its own the secondary limit wants a minute at least.
        let wait = asked ?? (remaining == 0 ? reset : nil) ?? 60
        pause(for: wait, from: now)
        return wait
    }

    /// GitHub and GitLab name a time since 1970, drafts of the IETF (draft-ietf-httpapi-ratelimit-headers-07, 3.3) a number
    /// of seconds: no pause is as long as half of what has passed since 1970.
    private static func pause(until reset: Double, _ now: Date) -> TimeInterval {
        let seconds = reset < now.timeIntervalSince1970 / 2 ? reset : reset - now.timeIntervalSince1970
        return min(max(0, seconds), 3600)
    }

    private mutating func pause(for seconds: TimeInterval, from now: Date) {
        let end = now.addingTimeInterval(seconds)
        pausedUntil = max(pausedUntil ?? end, end)
    }
}

extension String {
    fileprivate var speaksOfRateLimit: Bool {
        let text = lowercased()
        return text.contains("rate limit") || text.contains("abuse detection")
    }
}
