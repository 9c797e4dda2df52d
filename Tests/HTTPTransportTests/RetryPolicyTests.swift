import HTTPTransport
import Testing

@Suite("Retry policy")
struct RetryPolicyTests {
    let policy = RetryPolicy(attempts: 5, base: .milliseconds(500), cap: .seconds(3))

    @Test(
        "doubles the longest pause up to the cap",
        arguments: [(1, 500), (2, 1000), (3, 2000), (4, 3000), (5, 3000), (Int.max, 3000)])
    func longest(_ failures: Int, _ milliseconds: Int) {
        #expect(policy.longestPause(after: failures) == .milliseconds(milliseconds))
    }

    @Test("draws every pause between zero and the longest, and ends with the attempts")
    func jitter() {
        var generator = SplitMix64(seed: 1)
        for failures in 1..<5 {
            let pauses = (0..<500).compactMap { _ in policy.pause(after: failures, using: &generator) }
            let longest = policy.longestPause(after: failures)
            #expect(pauses.count == 500)
            #expect(pauses.allSatisfy { $0 >= .zero && $0 <= longest })
            #expect(pauses.contains { $0 < longest * 0.1 } && pauses.contains { $0 > longest * 0.9 })
        }
        #expect(policy.pause(after: 5, using: &generator) == nil)
    }

    @Test("the same seed gives the same pauses")
    func seeded() {
        var first = SplitMix64(seed: 7)
        var second = SplitMix64(seed: 7)
        for _ in 0..<20 { #expect(policy.pause(after: 3, using: &first) == policy.pause(after: 3, using: &second)) }
    }
}
