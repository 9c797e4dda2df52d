package import Foundation

/// When something that failed for now is tried again.
package enum BackOff {
    /// 1 s, doubled with each attempt up to 5 min, and spread over ±25 % by a hash of the key and the attempt: many that
    /// failed together do not come back together, and the core stays free of randomness. Never before the time that the
    /// other side named; never for a permanent problem.
    package static func next(_ problem: Problem, attempts: Int, key: String, now: Date) -> Date {
        guard case .transient(let retryAfter) = problem.kind else { return .distantFuture }
        let base = min(300, pow(2, Double(min(attempts, 16) - 1)))
        let spread = UInt32(stableHash([key, String(attempts)]).prefix(8), radix: 16) ?? 0
        let delay = base * (0.75 + 0.5 * Double(spread) / Double(UInt32.max))
        return now.addingTimeInterval(max(delay, min(retryAfter ?? 0, 86_400)))
    }
}
