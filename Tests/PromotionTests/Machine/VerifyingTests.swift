import Foundation
import Promotion
import Testing

@Suite("Live is not verified before every verification has passed")
struct VerifyingTests {
    private static let smoke = Verification(
        name: "smoke", .command(CommandVerification(arguments: ["true"])), interval: 10, count: 3, allowedFailures: 1)
    private static let soak = Verification(name: "calm", .wait(60))

    @Test("Measurements are made one interval apart, and what follows waits for the last of them")
    func passes() throws {
        var bench = try Bench.line(verifications: [Self.smoke, Self.soak])
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        #expect(bench.tag("dev") == "1.0.0")
        #expect(bench.tag("staging") == "0.9.0")
        var status = try bench.stage("dev")
        #expect(status.phase == .verifying)
        #expect(
            status.why
                == "1.0.0 is live and verifying: command smoke 1 of 3; wait calm until 2027-01-15 08:01:00 UTC.")
        #expect(status.verifications?.map(\.passed) == [1, 0])
        #expect(status.current?.verifiedAt == nil)
        #expect(bench.machine.wake(bench.state, now: bench.now) == bench.now + 10)
        try bench.pass(10)
        try bench.pass(10)
        status = try bench.stage("dev")
        #expect(status.verifications?.map(\.standing) == [.passed, .running])
        #expect(bench.tag("staging") == "0.9.0")
        try bench.pass(40)
        #expect(try bench.stage("dev").current?.verifiedAt == bench.now)
        #expect(bench.tag("staging") == "1.0.0")
        let record = try #require(bench.records("verified", "dev").first)
        #expect(record.message.contains("command smoke 3 of 3"))
        for _ in 0..<40 { try bench.pass(10) }
        #expect(bench.tag("prod") == "1.0.0")
        #expect(try bench.stage("prod").phase == .settled)
    }

    @Test("One failure too many fails the promotion at once, with its words; it flows no further, and can be retried")
    func fails() throws {
        var bench = try Bench.line(verifications: [Self.smoke])
        bench.adopt()
        bench.measures = { name, _ in name == "dev smoke 1.0.0" ? .failed("exited with status 3") : .passed("") }
        bench.see("1.0.0")
        try bench.settle()
        #expect(try bench.stage("dev").why.contains("1 failed (exited with status 3)"))
        try bench.pass(10)
        let status = try bench.stage("dev")
        #expect(status.phase == .failed)
        #expect(
            status.why.contains("The verification smoke failed (command, 2 of 2 measurements): exited with status 3."))
        #expect(status.verifications?.first?.standing == .failed)
        #expect(status.hold == nil)
        try bench.pass(10_000)
        #expect(bench.tag("staging") == "0.9.0")
        #expect(bench.notices.map(\.topic) == [.failed])
        bench.measures = { _, _ in .passed("") }
        #expect(bench.order(.retry(environment: "dev")) == nil)
        try bench.settle()
        #expect(try bench.stage("dev").verifications?.first?.passed == 1)
        try bench.pass(10)
        try bench.pass(10)
        #expect(bench.tag("staging") == "1.0.0")
    }

    @Test("What cannot be measured until the deadline fails as that, and not as the release's fault")
    func inconclusive() throws {
        var bench = try Bench.line(verifications: [Self.smoke], onFailure: .rollback)
        bench.adopt()
        try bench.release("1.0.0")
        for _ in 0..<8 { try bench.pass(10) }
        #expect(bench.tag("prod") == "1.0.0")
        bench.measures = { _, _ in .inconclusive("connection refused") }
        bench.see("1.1.0")
        try bench.settle()
        for _ in 0..<70 { try bench.pass(10) }
        let status = try bench.stage("dev")
        #expect(status.phase == .failed)
        #expect(status.why.contains("could not be decided (command): 0 of 3 measurements within 660 s"))
        #expect(status.why.contains("connection refused"))
        #expect(bench.tag("dev") == "1.1.0")
        #expect(status.hold?.reason.contains("nothing was found to be wrong with the release itself") == true)
    }

    @Test("A measurement counts once, however often it comes; one of a former run or of another promotion never")
    func idempotent() throws {
        var bench = try Bench.line(verifications: [Self.smoke])
        bench.adopt()
        bench.see("1.0.0")
        while bench.state.stages["dev"]?.promotion?.verification == nil { try bench.performOnce("dev") }
        guard case .verify(_, let id, let first)? = bench.machine.work(bench.state, now: bench.now).first else {
            Issue.record("nothing is measured")
            return
        }
        for _ in 0..<5 { bench.take(.measured(environment: "dev", id, first, .passed("ok"))) }
        #expect(try bench.stage("dev").verifications?.first?.passed == 1)
        var stale = first
        stale.number = 2
        stale.run = first.run - 1
        bench.take(.measured(environment: "dev", id, stale, .failed("ill")))
        stale.run = first.run
        stale.verification = "another"
        bench.take(.measured(environment: "dev", id, stale, .failed("ill")))
        bench.take(.measured(environment: "dev", PromotionID(hex: "other"), first, .failed("ill")))
        #expect(try bench.stage("dev").verifications?.first?.failed == 0)
        #expect(bench.state.stages["dev"]?.promotion?.verification?.results.count == 1)
    }

    @Test("A release that was replaced or changed by hand while it was verified is not verified")
    func replaced() throws {
        for isByHand in [true, false] {
            var bench = try Bench.line(drift: .adopt, verifications: [Self.soak])
            bench.adopt()
            bench.see("1.0.0")
            try bench.settle()
            if isByHand {
                let declared = bench.change("dev", to: "0.8.0")
                bench.take(.declared(environment: "dev", declared))
            } else {
                bench.see("1.1.0")
                try bench.settle()
                #expect(bench.tag("dev") == "1.0.0", "what is being verified is not replaced by itself")
                #expect(bench.order(.promote(environment: "dev", release: bench.state.releases[1].id)) == nil)
                try bench.settle()
            }
            try bench.pass(59)
            #expect(bench.records("verified", "dev").isEmpty)
            #expect(bench.state.stages["dev"]?.verifications.isEmpty == true)
        }
    }

    @Test(
        "Other definitions: results of what is defined otherwise do not count, the others do; without any it is verified"
    )
    func reload() throws {
        var bench = try Bench.line(verifications: [Self.smoke, Self.soak])
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        var other = Self.smoke
        other.count = 2
        bench.reload(environment: "dev") { $0.verifications = [other, Self.soak] }
        #expect(try bench.stage("dev").verifications?.first?.passed == 0)
        try bench.settle()
        #expect(try bench.stage("dev").verifications?.first?.passed == 1)
        bench.reload(environment: "dev") { $0.verifications = [] }
        #expect(try bench.stage("dev").current?.verifiedAt == bench.now)
    }

    @Test("A stage adds to what the environment asks for, and the same thing is tested once")
    func both() throws {
        var bench = try Bench.line(verifications: [Self.smoke])
        bench.reload(stages: { $0[0].verifications = [Self.smoke, Self.soak] })
        #expect(bench.machine.verifications(of: bench.machine.pipeline.stages[0]) == [Self.smoke, Self.soak])
        #expect(bench.machine.verifications(of: bench.machine.pipeline.stages[1]) == [Self.smoke])
    }
}
