import HTTPTransport
import Testing

@Suite("Rate budget")
struct RateBudgetTests {
    private func budget(perSecond: Double = 2, burst: Double = 3, concurrent: Int = 100) -> RateBudget {
        RateBudget(.init(perSecond: perSecond, burst: burst, concurrent: concurrent), at: .zero)
    }

    @Test("lets a burst go at once and the rest at the rate")
    func rate() {
        var budget = budget()
        for _ in 0..<3 { #expect(budget.admit(at: .zero) == .admitted) }
        #expect(budget.admit(at: .zero) == .notBefore(.milliseconds(500)))
        #expect(budget.admit(at: .milliseconds(500)) == .admitted)
        #expect(budget.admit(at: .milliseconds(750)) == .notBefore(.milliseconds(1000)))
    }

    @Test("gathers no more than the burst while nothing is sent")
    func burst() {
        var budget = budget()
        for _ in 0..<3 { #expect(budget.admit(at: .seconds(3600)) == .admitted) }
        #expect(budget.admit(at: .seconds(3600)) != .admitted)
    }

    @Test("bounds the requests under way")
    func concurrency() {
        var budget = budget(burst: 10, concurrent: 2)
        #expect(budget.admit(at: .zero) == .admitted)
        #expect(budget.admit(at: .zero) == .admitted)
        #expect(budget.admit(at: .zero) == .full)
        budget.finish()
        #expect(budget.admit(at: .zero) == .admitted)
    }

    @Test("admits nothing before the end of the latest pause")
    func pause() {
        var budget = budget()
        budget.pause(until: .seconds(10))
        budget.pause(until: .seconds(5))
        #expect(budget.admit(at: .seconds(9)) == .notBefore(.seconds(10)))
        #expect(budget.admit(at: .seconds(10)) == .admitted)
        #expect(budget.pausedUntil == nil)
    }

    @Test(
        "never admits more than burst + rate · time, whatever the order of events", arguments: 0..<50 as Range<UInt64>)
    func property(_ seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let rate = Double.random(in: 0.5...20, using: &generator)
        let burst = Double(Int.random(in: 1...10, using: &generator))
        let concurrent = Int.random(in: 1...5, using: &generator)
        var budget = budget(perSecond: rate, burst: burst, concurrent: concurrent)
        var now = Duration.zero
        var admitted = 0
        var running = 0
        for _ in 0..<500 {
            now += .milliseconds(Int.random(in: 0...200, using: &generator))
            if running > 0, Bool.random(using: &generator) {
                budget.finish()
                running -= 1
            }
            if budget.admit(at: now) == .admitted {
                admitted += 1
                running += 1
            }
            #expect(running <= concurrent)
            #expect(Double(admitted) <= burst + rate * (now / .seconds(1)) + 1e-6)
        }
        #expect(admitted > 0)
    }
}
