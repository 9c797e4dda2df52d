import Foundation
import Promotion
import Testing

@Suite("What a release that fails after it has landed leads to")
struct OnFailureTests {
    private static let smoke = Verification(name: "smoke", .command(CommandVerification(arguments: ["true"])))

    /// 1.0.0 is verified everywhere; 1.1.0 fails in prod.
    private func failing(
        _ rule: FailureRule?, prod: Protection = Protection(), before: (inout Bench) throws -> Void = { _ in }
    ) throws -> Bench {
        var bench = try Bench.line(prod: prod, verifications: [Self.smoke], onFailure: rule)
        bench.adopt()
        try bench.release("1.0.0")
        try before(&bench)
        bench.measures = { name, _ in name == "prod smoke 1.1.0" ? .failed("ill") : .passed("") }
        try bench.release("1.1.0")
        return bench
    }

    @Test("Without a rule it has failed and waits; a newer release takes its place")
    func none() throws {
        var bench = try failing(nil)
        #expect(try bench.stage("prod").phase == .failed)
        #expect(try bench.stage("prod").hold == nil)
        try bench.release("1.2.0")
        #expect(bench.tag("prod") == "1.2.0")
    }

    @Test("hold: the stage is held with the reason, and newer releases wait for a person")
    func hold() throws {
        var bench = try failing(.hold)
        let hold = try #require(try bench.stage("prod").hold)
        #expect(hold.kind == .failure && hold.by == "sluice")
        #expect(hold.reason.contains("1.1.0 failed: The verification smoke failed"))
        #expect(bench.notices.suffix(2).map(\.topic) == [.failed, .held])
        try bench.release("1.2.0")
        #expect(bench.tag("prod") == "1.1.0")
        bench.order(.resume(environment: "prod"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.2.0")
    }

    @Test("rollback: the release that was verified last comes back, the stage is held, and the failed one stays away")
    func rollback() throws {
        var bench = try failing(.rollback)
        #expect(bench.tag("prod") == "1.0.0")
        let status = try bench.stage("prod")
        #expect(status.current?.verifiedAt == bench.now)
        let hold = try #require(status.hold)
        #expect(hold.kind == .rollback)
        #expect(hold.reason.hasPrefix("Rolled back to 1.0.0. 1.1.0 failed: The verification smoke failed"))
        #expect(bench.records("rolledBack", "prod").count == 1)
        #expect(bench.tag("dev") == "1.1.0", "other stages are not touched")
        bench.order(.resume(environment: "prod"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0", "it is not tried again by itself")
        try bench.release("1.2.0")
        #expect(bench.tag("prod") == "1.2.0")
    }

    @Test("A release that the reconciler gives up, or that is not live in time, leads to the same")
    func notLive() throws {
        for isOverdue in [true, false] {
            var bench = try Bench.line(onFailure: .rollback)
            bench.adopt()
            try bench.release("1.0.0")
            bench.see("1.1.0")
            try bench.settle(except: ["dev"])
            for _ in 0..<3 { try bench.performOnce("dev") }
            let id = try #require(bench.state.stages["dev"]?.promotion?.id)
            if isOverdue {
                bench.now += 1800
                bench.take(.tick)
            } else {
                bench.take(.observed(environment: "dev", id, .failed(reason: "no such image")))
            }
            try bench.settle()
            #expect(bench.tag("dev") == "1.0.0")
            #expect(try bench.stage("dev").hold?.kind == .rollback)
        }
    }

    @Test("A reconciler that cannot be asked says nothing of the release: held, not rolled back")
    func notAsked() throws {
        var bench = try Bench.line(onFailure: .rollback)
        bench.adopt()
        try bench.release("1.0.0")
        bench.see("1.1.0")
        while bench.state.stages["dev"]?.promotion?.commit == nil { try bench.performOnce("dev") }
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        bench.take(.handOffFailed(environment: "dev", id, .permanent("401")))
        #expect(bench.tag("dev") == "1.1.0")
        #expect(try bench.stage("dev").hold?.kind == .failure)
    }

    @Test("A rollback that fails holds: there is never a rollback of a rollback")
    func noLoop() throws {
        var bench = try Bench.line(verifications: [Self.smoke], onFailure: .rollback)
        bench.adopt()
        try bench.release("1.0.0", "1.1.0")
        bench.measures = { _, _ in .failed("the database is down") }
        try bench.release("1.2.0")
        #expect(bench.tag("dev") == "1.1.0")
        let status = try bench.stage("dev")
        #expect(status.phase == .failed)
        #expect(status.hold?.kind == .rollback)
        #expect(status.hold?.reason.contains("1.1.0 failed") == true)
        #expect(status.hold?.reason.contains("it was a rollback itself") == true)
        let landed = bench.records("landed", "dev").count
        for _ in 0..<20 { try bench.pass(3600) }
        #expect(bench.records("landed", "dev").count == landed)
        #expect(bench.records("rolledBack", "dev").count == 1)
    }

    @Test("Never to what was not verified: at first sight there is nothing to go back to")
    func nothingVerified() throws {
        var bench = try Bench.line(verifications: [Self.smoke], onFailure: .rollback)
        bench.adopt()
        bench.measures = { _, _ in .failed("ill") }
        try bench.release("1.0.0")
        #expect(bench.tag("dev") == "1.0.0")
        #expect(try bench.stage("dev").hold?.reason.contains("no other release is known") == true)
    }

    @Test("Never to what a person has rolled past")
    func refused() throws {
        var bench = try failing(.rollback) { bench in
            try bench.release("1.0.5")
            bench.order(.rollback(environment: "prod", release: nil, reason: "bad"))
            try bench.settle()
            bench.order(.resume(environment: "prod"))
        }
        #expect(bench.tag("prod") == "1.0.0")
        bench.order(.resume(environment: "prod"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
    }

    @Test("A person's pin or hold stands: nothing goes back on its own under it")
    func pinned() throws {
        for isPin in [true, false] {
            var bench = try Bench.line(verifications: [Self.smoke], onFailure: .rollback)
            bench.adopt()
            try bench.release("1.0.0")
            bench.measures = { _, _ in .failed("ill") }
            bench.see("1.1.0")
            while bench.state.stages["dev"]?.promotion?.verification == nil { try bench.performOnce("dev") }
            let id = bench.state.releases[1].id
            bench.order(
                isPin
                    ? .pin(environment: "dev", release: id, reason: nil)
                    : .hold(environment: "dev", reason: "an incident"),
                by: "bob")
            try bench.settle()
            #expect(bench.tag("dev") == "1.1.0")
            let hold = try #require(try bench.stage("dev").hold)
            #expect(isPin ? hold.reason.contains("pinned by bob") : hold.by == "bob")
            #expect(isPin || bench.records("notHeld", "dev").count == 1)
        }
    }

    @Test("It passes the gates that protection.rollback names, and a hold by a person meanwhile stops it")
    func gates() throws {
        let rule = ApprovalRule(name: "release", approvers: [.group("sre")])
        for needsApproval in [true, false] {
            let protection = Protection(
                approvalRules: [rule], rollback: RollbackGates(approvals: needsApproval))
            var bench = try Bench.line(prod: protection, verifications: [Self.smoke], onFailure: .rollback)
            bench.adopt()
            bench.measures = { name, _ in name == "prod smoke 1.1.0" ? .failed("ill") : .passed("") }
            for tag in ["1.0.0", "1.1.0"] {
                try bench.release(tag)
                bench.order(.approve(environment: "prod", planHash: nil))
                try bench.settle()
            }
            #expect(bench.tag("prod") == (needsApproval ? "1.1.0" : "1.0.0"))
            guard needsApproval else { continue }
            #expect(try bench.stage("prod").phase == .waitingForApproval)
            bench.order(.hold(environment: "prod", reason: "look first"), by: "bob")
            bench.order(.approve(environment: "prod", planHash: nil))
            try bench.settle()
            #expect(bench.tag("prod") == "1.1.0")
            bench.order(.resume(environment: "prod"), by: "bob")
            try bench.settle()
            #expect(bench.tag("prod") == "1.0.0")
        }
    }

    @Test("The environment's rule stands; a stage's counts where it has none")
    func whose() throws {
        var bench = try Bench.line(onFailure: .hold)
        bench.reload(stages: { $0[0].onFailure = .rollback })
        #expect(bench.machine.onFailure(in: bench.machine.pipeline.stages[0]) == .hold)
        bench.reload(environment: "dev") { $0.onFailure = nil }
        #expect(bench.machine.onFailure(in: bench.machine.pipeline.stages[0]) == .rollback)
    }
}
