import Foundation
import Promotion
import Testing

@Suite("A release's way through the stages")
struct FlowTests {
    @Test("A new tag goes through every stage in order, with one commit in each")
    func straightThrough() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        #expect(["dev", "staging", "prod"].map { bench.tag($0) } == ["1.0.0", "1.0.0", "1.0.0"])
        #expect(bench.commits == 3)
        let verified = bench.records.filter { $0.action == "verified" }.map(\.environment)
        #expect(verified == ["dev", "staging", "prod"])
        #expect(try bench.stage("prod").phase == .settled)
    }

    @Test("The audit log keeps what a reconciler shows of a commit that is live")
    func evidence() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        while bench.records("handedOff", "dev").isEmpty { try bench.performOnce("dev") }
        let promotion = try #require(bench.state.stages["dev"]?.promotion)
        let commit = try #require(promotion.commit)
        bench.take(.observed(environment: "dev", promotion.id, .live(at: commit, evidence: "the plan creates 2")))
        let kept = try #require(bench.records("verified", "dev").first)
        #expect(kept.message.hasSuffix("is live at \(commit.short): the plan creates 2."))
    }

    @Test("Nothing is written because Sluice arrived")
    func firstSight() throws {
        var bench = try Bench.line()
        bench.adopt("1.0.0")
        bench.see("1.0.0")
        try bench.settle()
        #expect(bench.commits == 0)
        // The release that is declared already is proven live without a commit, and flows on.
        #expect(bench.records.filter { $0.action == "verified" }.count == 3)
    }

    @Test("No stage is begun, and no release made, before each repository was looked at")
    func waitsForFirstSight() throws {
        var bench = try Bench.line()
        bench.see("1.0.0")
        #expect(bench.state.releases.isEmpty)
        #expect(bench.machine.work(bench.state, now: bench.now).map(\.environment) == ["dev", "staging", "prod"])
        bench.adopt()
        #expect(bench.state.releases.count == 1)
    }

    @Test("A repository that cannot be read stops its own stage, and says so")
    func unreadableRepository() throws {
        var bench = try Bench.line()
        bench.branches["dev"] = [bench.value("0.9.0")]
        bench.branches["staging"] = [bench.value("0.9.0")]
        bench.take(.declared(environment: "dev", bench.declaredState("dev")))
        bench.take(.declared(environment: "staging", bench.declaredState("staging")))
        bench.take(.unreadable(environment: "prod", .transient("prod's server does not answer.")))
        bench.see("1.0.0")
        try bench.settle(except: ["prod"])
        #expect(bench.tag("staging") == "1.0.0")
        #expect(try bench.stage("prod").why.contains("does not answer"))
    }

    @Test("Under `latest` a newer release replaces one that waits, and the skip is recorded")
    func latestSupersedes() throws {
        let rule = ApprovalRule(name: "release", approvers: [.user("alice")])
        var bench = try Bench.line(prod: Protection(approvalRules: [rule]))
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        bench.see("1.1.0")
        try bench.settle()
        #expect(bench.tag("prod") == "0.9.0")
        #expect(try bench.stage("prod").next?.title == "1.1.0")
        #expect(bench.records.contains { $0.action == "superseded" && $0.environment == "prod" })
    }

    @Test("Under `every` each release is taken in its order")
    func everyInOrder() throws {
        var bench = try Bench.line(queue: .every)
        bench.adopt()
        bench.see("1.0.0")
        bench.see("1.1.0", "1.2.0")
        try bench.settle()
        #expect(bench.commits == 9)
        let dev = bench.records.filter { $0.action == "landed" && $0.environment == "prod" }.map(\.message)
        #expect(dev.map { String($0.prefix(5)) } == ["1.0.0", "1.1.0", "1.2.0"])
    }

    @Test("Under `every` a failed release holds up those behind it until it is retried or rejected")
    func everyBlocksOnFailure() throws {
        var bench = try Bench.line(queue: .every)
        bench.adopt()
        bench.see("1.0.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        bench.take(.planned(environment: "dev", id, try bench.plan("dev")))
        bench.take(.sent(environment: "dev", id, .failed(.permanent("The hook declined."))))
        bench.see("1.1.0")
        try bench.settle()
        #expect(bench.tag("dev") == "0.9.0")
        #expect(try bench.stage("dev").phase == .failed)
        #expect(bench.order(.retry(environment: "dev")) == nil)
        try bench.settle()
        #expect(bench.tag("dev") == "1.1.0")
        #expect(bench.commits == 6)
    }

    @Test("A staging release is not replaced while it soaks for prod; interruptSoak lifts that")
    func soak() throws {
        for interrupt in [false, true] {
            var bench = try Bench.line(soakTime: 1800, interruptSoak: interrupt)
            bench.adopt()
            bench.see("1.0.0")
            try bench.settle()
            #expect(bench.tag("dev") == "1.0.0")
            #expect(bench.tag("staging") == "0.9.0")
            try bench.pass(600)
            bench.see("1.1.0")
            try bench.settle()
            #expect(bench.tag("dev") == (interrupt ? "1.1.0" : "1.0.0"))
            if !interrupt { #expect(try bench.stage("dev").why.contains("soaks here for staging")) }
            try bench.pass(1199)
            #expect(bench.tag("staging") == "0.9.0")
            try bench.pass(1)
            // Not interrupted: the first one's soak is over. Interrupted: the second one's began later.
            #expect(bench.tag("staging") == (interrupt ? "0.9.0" : "1.0.0"))
            try bench.pass(1800)
            #expect(bench.tag("staging") == "1.1.0")
        }
    }

    @Test("The wake-up time is the end of the soak, to the second")
    func wakesForSoak() throws {
        var bench = try Bench.line(soakTime: 1800)
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        #expect(bench.machine.wake(bench.state, now: bench.now) == bench.now.addingTimeInterval(1800))
    }

    @Test("A failed deployment does not flow on, and a newer release may still replace it under `latest`")
    func failedDeployment() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        for work in bench.machine.work(bench.state, now: bench.now) { try bench.perform(work) }
        for work in bench.machine.work(bench.state, now: bench.now) { try bench.perform(work) }
        bench.take(.handedOff(environment: "dev", id, HandOffReceipt("")))
        bench.take(.observed(environment: "dev", id, .failed(reason: "the image cannot be pulled")))
        try bench.settle()
        #expect(bench.tag("staging") == "0.9.0")
        #expect(try bench.stage("dev").why.contains("cannot be pulled"))
        bench.see("1.0.1")
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.1")
    }

    @Test("One that is not live by its deadline has failed")
    func liveDeadline() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        for _ in 0..<2 { for work in bench.machine.work(bench.state, now: bench.now) { try bench.perform(work) } }
        bench.take(.handedOff(environment: "dev", id, HandOffReceipt("")))
        bench.take(.observed(environment: "dev", id, .progressing(reason: "2 of 3 replicas")))
        bench.now += 1800
        bench.take(.tick)
        let status = try bench.stage("dev")
        #expect(status.phase == .failed)
        #expect(status.why.contains("2 of 3 replicas"))
    }
}
