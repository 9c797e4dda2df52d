import Foundation
import Promotion
import Testing
import Versions

@Suite("What must never happen")
struct SafetyTests {
    private var gated: Protection {
        Protection(
            approvalRules: [ApprovalRule(name: "release", approvers: [.group("sre")], requiredApprovals: 2)],
            preventSelfApproval: true)
    }

    @Test("A gated stage is not written before enough different people approved exactly these edits")
    func approvals() throws {
        var bench = try Bench.line(prod: gated)
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        #expect(bench.tag("prod") == "0.9.0")
        #expect(try bench.stage("prod").phase == .waitingForApproval)
        #expect(bench.notices.filter { $0.topic == .waitingForApproval }.count == 1)

        #expect(bench.order(.approve(environment: "prod", planHash: nil), by: "carol") != nil)
        #expect(bench.order(.approve(environment: "prod", planHash: nil), by: "alice") == nil)
        #expect(bench.order(.approve(environment: "prod", planHash: nil), by: "alice") == nil)
        try bench.settle()
        #expect(bench.tag("prod") == "0.9.0")
        #expect(bench.order(.approve(environment: "prod", planHash: nil), by: "bob") == nil)
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
    }

    @Test("Approvals stay when the base moved and the edits did not; they are void when the edits are others")
    func movingBase() throws {
        for sameEdits in [true, false] {
            var bench = try Bench.line(prod: gated, drift: .adopt)
            bench.adopt()
            bench.see("1.0.0")
            try bench.settle()
            bench.order(.approve(environment: "prod", planHash: nil), by: "alice")
            bench.order(.approve(environment: "prod", planHash: nil), by: "bob")
            let id = try #require(bench.state.stages["prod"]?.promotion?.id)
            #expect(bench.state.stages["prod"]?.promotion?.state == .sending)
            bench.commits += 1
            if !sameEdits { bench.branches["prod"] = [bench.value("0.9.5")] }
            bench.take(.sent(environment: "prod", id, .refused(.permanent("The edits are others."))))
            try bench.settle(except: sameEdits ? ["dev", "staging", "prod"] : [])
            bench.take(.planned(environment: "prod", id, try bench.plan("prod")))
            if sameEdits {
                #expect(bench.state.stages["prod"]?.promotion?.state == .sending)
            } else {
                #expect(bench.state.stages["prod"]?.promotion?.state == .waiting)
                #expect(try bench.stage("prod").phase == .waitingForApproval)
            }
        }
    }

    @Test("Who asked for it, or wrote it, may not approve it")
    func selfApproval() throws {
        var bench = try Bench.line(prod: gated)
        bench.adopt()
        bench.take(.scanned(["api": .found([bench.artifact("1.0.0", author: "Bob <bob@example.com>")])]))
        try bench.settle()
        #expect(bench.order(.approve(environment: "prod", planHash: nil), by: "bob")?.summary.contains("wrote") == true)
        let release = try #require(bench.state.releases.last)
        bench.order(.reject(environment: "prod", reason: nil), by: "alice")
        #expect(bench.order(.promote(environment: "prod", release: release.id), by: "alice") == nil)
        try bench.settle()
        #expect(
            bench.order(.approve(environment: "prod", planHash: nil), by: "alice")?.summary.contains("asked") == true)
    }

    @Test("Approving other edits than those that were read is refused")
    func planHash() throws {
        var bench = try Bench.line(prod: gated)
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        let hash = try #require(try bench.stage("prod").planHash)
        #expect(bench.order(.approve(environment: "prod", planHash: "0123456789ab"), by: "alice") != nil)
        #expect(bench.order(.approve(environment: "prod", planHash: String(hash.prefix(12))), by: "alice") == nil)
    }

    @Test("A failed, empty or older list takes no stage back")
    func noDowngrade() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.2.0")
        try bench.settle()
        bench.take(.scanned(["api": .failed(.transient("HTTP 502"))]))
        bench.take(.scanned(["api": .nothing("the source has no tags")]))
        bench.see("1.1.0")
        try bench.settle()
        #expect(bench.tag("dev") == "1.2.0")
        #expect(bench.state.releases.count == 1)
        #expect(bench.machine.status(bench.state, now: bench.now).sources[0].note?.contains("older than 1.2.0") == true)
    }

    @Test("What was adopted is not taken back by an older release")
    func noDowngradeOfAdopted() throws {
        var bench = try Bench.line()
        bench.adopt("2.0.0")
        bench.see("1.9.0")
        try bench.settle()
        #expect(bench.commits == 0)
        #expect(try bench.stage("dev").why.contains("older"))
    }

    @Test("A tag that moved makes no release, and says so")
    func movedTag() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        bench.take(.scanned(["api": .found([bench.artifact("1.0.0", content: "another")])]))
        try bench.settle()
        #expect(bench.state.releases.count == 1)
        #expect(bench.machine.status(bench.state, now: bench.now).sources[0].note?.contains("moved") == true)
    }

    @Test("Under policy digest a tag that moved is the next release")
    func mutableTag() throws {
        var bench = try Bench.line(policy: .digest(tag: "latest"))
        bench.adopt()
        bench.take(.scanned(["api": .found([bench.artifact("latest", content: "1")])]))
        try bench.settle()
        bench.take(.scanned(["api": .found([bench.artifact("latest", content: "2")])]))
        #expect(bench.state.releases.count == 2)
    }

    @Test("A hold, a pin and a rejection stand whatever newer versions appear")
    func standing() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        bench.order(.hold(environment: "dev", reason: "an incident"))
        bench.see("1.1.0")
        try bench.settle()
        #expect(bench.tag("dev") == "1.0.0")
        #expect(try bench.stage("dev").why.contains("an incident"))
        bench.order(.resume(environment: "dev"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.1.0")

        let pinned = try #require(bench.state.releases.last)
        bench.order(.pin(environment: "prod", release: pinned.id, reason: nil))
        bench.see("1.2.0")
        try bench.settle()
        #expect(["dev", "staging", "prod"].map { bench.tag($0) } == ["1.2.0", "1.2.0", "1.1.0"])
        bench.order(.unpin(environment: "prod"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.2.0")
    }

    @Test("A rejected release is not promoted there again by itself; the next one is")
    func rejection() throws {
        var bench = try Bench.line(
            prod: Protection(approvalRules: [ApprovalRule(name: "r", approvers: [.user("alice")])]))
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        #expect(bench.order(.reject(environment: "prod", reason: "too slow")) == nil)
        try bench.pass(3600)
        #expect(try bench.stage("prod").promotion == nil)
        #expect(try bench.stage("prod").why.contains("too slow"))
        bench.see("1.0.1")
        try bench.settle()
        #expect(try bench.stage("prod").next?.title == "1.0.1")
    }

    @Test("A rollback goes back to a verified release, leaves a hold, and what it rolled past stays away")
    func rollback() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        bench.see("1.1.0")
        try bench.settle()
        #expect(bench.order(.rollback(environment: "prod", release: nil, reason: "errors")) == nil)
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
        #expect(try bench.stage("prod").phase == .held)
        try bench.pass(86_400)
        bench.order(.resume(environment: "prod"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
        bench.see("1.2.0")
        try bench.settle()
        #expect(bench.tag("prod") == "1.2.0")
    }

    @Test("A rollback waits for approvals, and not for freezes, unless protection.rollback says otherwise")
    func rollbackGates() throws {
        let zone = try #require(TimeZone(identifier: "UTC"))
        let midnight = try #require(WallTime(hour: 0, minute: 0))
        let freeze = FreezePeriod(
            from: WallDateTime(year: 2000, month: 1, day: 1, time: midnight),
            until: WallDateTime(year: 2100, month: 1, day: 1, time: midnight), timeZone: zone)
        for (gates, expected) in [
            (RollbackGates(), "1.1.0"), (RollbackGates(approvals: false), "1.0.0"),
            (RollbackGates(approvals: false, freezes: true), "1.1.0"),
        ] {
            var bench = try Bench.line()
            bench.adopt()
            for tag in ["1.0.0", "1.1.0"] {
                bench.see(tag)
                try bench.settle()
            }
            var prod = try #require(bench.machine.environments["prod"])
            prod.protection = Protection(
                approvalRules: [ApprovalRule(name: "r", approvers: [.user("bob")])], freezePeriods: [freeze],
                rollback: gates)
            var environments = bench.machine.environments
            environments["prod"] = prod
            bench.machine = PipelineMachine(
                pipeline: bench.machine.pipeline, environments: environments, groups: bench.machine.groups)
            #expect(bench.order(.rollback(environment: "prod", release: nil, reason: nil)) == nil)
            try bench.settle()
            #expect(bench.tag("prod") == expected)
        }
    }

    @Test("The same promotion has the same identity after a restart; a later one of the same release another")
    func identity() throws {
        let stage = StageID(pipeline: "shop", environment: "dev")
        let release = ReleaseID(hex: "aa")
        let first = PromotionID(stage: stage, release: release, previous: nil)
        #expect(first == PromotionID(stage: stage, release: release, previous: nil))
        #expect(first != PromotionID(stage: stage, release: release, previous: first))
    }

    @Test("What may have been sent is not replaced, rejected or planned again before it was read back")
    func sendingStands() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        bench.take(.planned(environment: "dev", id, try bench.plan("dev")))
        bench.take(.sent(environment: "dev", id, .failed(.transient("The connection was cut."))))
        bench.see("1.1.0")
        #expect(bench.state.stages["dev"]?.promotion?.id == id)
        #expect(bench.order(.reject(environment: "dev", reason: nil)) != nil)
        bench.take(.reconfigured)
        #expect(bench.state.stages["dev"]?.promotion?.state == .sending)
        #expect(bench.machine.work(bench.state, now: bench.now).isEmpty)
        try bench.pass(2)
        #expect(bench.tag("dev") == "1.1.0")
    }
}
