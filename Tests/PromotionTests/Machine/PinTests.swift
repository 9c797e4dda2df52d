import Promotion
import Testing

@Suite("Pins")
struct PinTests {
    private func twoReleases() throws -> (Bench, first: Release) {
        var bench = try Bench.line()
        bench.adopt()
        try bench.release("1.0.0", "1.1.0")
        return (bench, try #require(bench.state.releases.first))
    }

    @Test("A pinned release that failed is not begun again by itself")
    func failedPin() throws {
        var (bench, first) = try twoReleases()
        #expect(bench.order(.pin(environment: "prod", release: first.id, reason: nil)) == nil)
        let id = try #require(bench.state.stages["prod"]?.promotion?.id)
        try bench.performOnce("prod")
        bench.take(.sent(environment: "prod", id, .failed(.permanent("The hook declined."))))
        #expect(bench.machine.work(bench.state, now: bench.now).isEmpty)
        #expect(try bench.stage("prod").phase == .failed)
        #expect(bench.order(.retry(environment: "prod")) == nil)
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
    }

    @Test("A release cannot be pinned where it may not be promoted: the order of the stages is a gate")
    func pinKeepsTheOrder() throws {
        var bench = try Bench.line(soakTime: 1800)
        bench.adopt()
        try bench.release("1.0.0")
        let release = try #require(bench.state.releases.last)
        let refusal = bench.order(.pin(environment: "prod", release: release.id, reason: nil))
        #expect(refusal?.summary == "1.0.0 was not verified in staging yet.")
        #expect(bench.order(.pin(environment: "dev", release: release.id, reason: nil)) == nil)
    }

    @Test("A stage may be pinned to what it had before, though it is older")
    func pinBack() throws {
        var (bench, first) = try twoReleases()
        bench.order(.pin(environment: "prod", release: first.id, reason: "errors"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
        bench.order(.unpin(environment: "prod"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.1.0")
    }

    @Test("A pin that is lifted before its release was sent takes no stage back")
    func liftedBeforeSending() throws {
        var (bench, first) = try twoReleases()
        bench.order(.pin(environment: "prod", release: first.id, reason: "errors"))
        try bench.performOnce("prod")
        let promotion = try #require(bench.state.stages["prod"]?.promotion)
        #expect(promotion.state == .sending)
        #expect(bench.machine.mayStillSend(promotion.id, in: "prod", state: bench.state, now: bench.now))
        bench.order(.unpin(environment: "prod"))
        #expect(!bench.machine.mayStillSend(promotion.id, in: "prod", state: bench.state, now: bench.now))
        bench.take(.sent(environment: "prod", promotion.id, .notAuthorized))
        #expect(bench.state.stages["prod"]?.promotion == nil)
        try bench.settle()
        #expect(bench.tag("prod") == "1.1.0")
    }
}
