import Foundation
import Promotion
import Testing

@Suite("Back-off")
struct BackOffTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func delay(_ problem: Problem, _ attempts: Int, key: String = "k") -> TimeInterval {
        BackOff.next(problem, attempts: attempts, key: key, now: now).timeIntervalSince(now)
    }

    @Test("From one second, doubled up to five minutes, within a quarter", arguments: 1...40)
    func bounds(_ attempts: Int) {
        let base = min(300, pow(2, Double(min(attempts, 20) - 1)))
        for key in 0..<50 {
            let delay = delay(.transient("x"), attempts, key: "\(key)")
            #expect(delay >= base * 0.75 - 0.001 && delay <= base * 1.25 + 0.001)
        }
    }

    @Test("Those that failed together do not come back together, and each comes back the same way twice")
    func spread() {
        let delays = (0..<100).map { delay(.transient("x"), 5, key: "\($0)") }
        #expect(Set(delays).count > 90)
        #expect(delays == (0..<100).map { delay(.transient("x"), 5, key: "\($0)") })
    }

    @Test(
        "Never before the time that the other side named, which counts for a day at most",
        arguments: [(60.0, 60.0...60.0), (0, 0.7...1.3), (-5, 0.7...1.3), (1e9, 86_400...86_400)])
    func retryAfter(_ seconds: TimeInterval, _ expected: ClosedRange<TimeInterval>) {
        #expect(expected.contains(delay(.transient("x", retryAfter: seconds), 1)))
    }

    @Test("A permanent problem is not tried again by itself")
    func permanent() {
        #expect(BackOff.next(.permanent("x"), attempts: 1, key: "k", now: now) == .distantFuture)
    }
}
