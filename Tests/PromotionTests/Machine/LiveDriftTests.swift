import Foundation
import Promotion
import Testing

@Suite("What is live of releases that were verified")
struct LiveDriftTests {
    /// dev → staging → prod, whose reconcilers tell what is live; 1.0.0 everywhere.
    private func settled(
        _ action: LiveDriftRule.Action = .report, soakTime: TimeInterval = 0,
        reconciler: ReconcilerKind = .command(
            CommandReconciler(arguments: ["deploy"], observation: CommandObservation(arguments: ["look"])))
    ) throws -> Bench {
        var bench = try Bench.line(soakTime: soakTime)
        for environment in ["dev", "staging", "prod"] {
            bench.reload(environment: environment) {
                $0.reconciler = reconciler
                $0.liveDrift = LiveDriftRule(action)
            }
        }
        bench.adopt()
        try bench.release("1.0.0")
        return bench
    }

    private func terraform(every: TimeInterval = 86_400) throws -> ReconcilerKind {
        .terraform(
            TerraformReconciler(
                token: .environment("T"), organization: "o", workspace: try Template("w"), start: .dispatch,
                driftRun: every))
    }

    /// Time passes in steps.
    private func pass(_ bench: inout Bench, _ seconds: TimeInterval, step: TimeInterval = 30) throws {
        var left = seconds
        while left > 0 {
            try bench.pass(min(step, left))
            left -= step
        }
    }

    @Test("Looks are about five minutes apart, and change nothing that is saved while all is well")
    func quiet() throws {
        var bench = try settled()
        let before = bench.state
        try pass(&bench, 3600)
        let looks = bench.calls.filter { $0.revision == before.stages["dev"]?.current?.commit }.count
        #expect((10...14).contains(looks), "\(looks)")
        #expect(bench.state.isSame(as: before))
        #expect(bench.records("diverged").isEmpty)
    }

    @Test(
        "Nobody looks where nobody could tell, or where that is off",
        arguments: [
            ReconcilerKind.none, .command(CommandReconciler(arguments: ["deploy"])),
            .webhook(WebhookReconciler(url: "https://example.com")),
            .terraform(
                TerraformReconciler(token: .environment("T"), organization: "o", workspace: try! Template("w"))),
        ])
    func nobody(kind: ReconcilerKind) throws {
        var bench = try settled(reconciler: kind)
        #expect(bench.state.stages["dev"]?.watch == nil)
        #expect(bench.machine.wake(bench.state, now: bench.now) == nil)
        try pass(&bench, 3600)
        #expect(bench.calls.isEmpty)
        var off = try settled(.off)
        try pass(&off, 3600)
        #expect(off.calls.isEmpty && off.state.stages["dev"]?.watch == nil)
    }

    struct Sight: Sendable, CustomTestStringConvertible {
        var seen: Observation
        /// After so many seconds it counts; nil for never within a day.
        var within: ClosedRange<TimeInterval>
        var testDescription: String { "\(seen)" }
    }

    @Test(
        "What is wrong counts once it was seen for a minute, what may be on its way after the deadline of a hand-off",
        arguments: [
            Sight(seen: .degraded(reason: "3 of 4 ready"), within: 60...480),
            Sight(seen: .failed(reason: "no image"), within: 60...480),
            Sight(seen: .progressing(reason: "2 of 4 ready"), within: 1800...2700),
            Sight(seen: .waiting(reason: "compared at another commit"), within: 1800...2700),
        ])
    func counts(example: Sight) throws {
        var bench = try settled()
        bench.lives["staging"] = example.seen
        let began = bench.now
        while bench.records("diverged").isEmpty, bench.now.timeIntervalSince(began) < 86_400 { try bench.pass(30) }
        #expect(example.within.contains(bench.now.timeIntervalSince(began)))
        try pass(&bench, 7200)
        #expect(bench.records("diverged", "staging").count == 1)
        #expect(bench.notices.filter { $0.topic == .drift }.count == 1)
        #expect(try bench.stage("staging").phase == .drifted)
        #expect(try bench.stage("dev").phase == .settled)
    }

    @Test("What is wrong for a moment only, or cannot be seen for now, is no drift")
    func moments() throws {
        var bench = try settled()
        for round in 0..<40 {
            bench.lives["dev"] = round.isMultiple(of: 2) ? .degraded(reason: "restarting") : nil
            let looked = bench.calls.count
            while bench.calls.count == looked { try bench.pass(10) }
            bench.lives["dev"] = nil
            try pass(&bench, 90, step: 10)
        }
        let call = try #require(bench.calls.last)
        for _ in 0..<20 {
            bench.now += 600
            let problem = Problem.transient("503", retryAfter: 60)
            bench.take(.watched(environment: "dev", call, .failed(problem)))
            bench.take(.watched(environment: "prod", call, .failed(problem)))
        }
        #expect(bench.records("diverged").isEmpty)
        #expect(try bench.stage("dev").phase == .settled)
    }

    @Test("What only a person can mend of the looks is told, and is no drift")
    func unreadable() throws {
        var bench = try settled()
        bench.now += 600
        let work = bench.machine.work(bench.state, now: bench.now)
        guard case .watch(let environment, let call) = try #require(work.first) else {
            Issue.record("a look is due: \(work)")
            return
        }
        let problem = Problem.unauthorized("The token was refused.")
        bench.take(.watched(environment: environment, call, .failed(problem)))
        let status = try bench.stage(environment)
        #expect(status.phase == .settled)
        #expect(status.waiting.contains { $0.message.contains("The token was refused.") })
        try pass(&bench, 600)
        #expect(try bench.stage(environment).waiting.isEmpty)
    }

    @Test("No soak time accrues while it lasts, and the soak begins anew when it is over")
    func soak() throws {
        var bench = try settled(soakTime: 3600)
        #expect(bench.tag("staging") == "0.9.0")
        try pass(&bench, 1800)
        bench.lives["dev"] = .degraded(reason: "somebody has changed it")
        try pass(&bench, 7200)
        #expect(bench.tag("staging") == "0.9.0")
        let why = try bench.stage("staging").why
        #expect(why.contains("1.0.0 is not live in dev as it is declared: somebody has changed it."), "\(why)")
        bench.lives["dev"] = nil
        try pass(&bench, 600)
        #expect(bench.records("recovered", "dev").count == 1)
        #expect(try bench.stage("dev").phase == .settled)
        try pass(&bench, 2700)
        #expect(bench.tag("staging") == "0.9.0")
        try pass(&bench, 1200)
        #expect(bench.tag("staging") == "1.0.0")
    }

    @Test("What waits at a gate after a stage that drifted keeps its approvals, and goes on by itself")
    func gate() throws {
        var bench = try settled()
        bench.reload(environment: "prod") {
            $0.protection.approvalRules = [ApprovalRule(name: "r", approvers: [.user("bob")])]
        }
        try bench.release("1.1.0")
        let id = try #require(bench.state.stages["prod"]?.promotion?.id)
        bench.lives["staging"] = .degraded(reason: "somebody has changed it")
        try pass(&bench, 600)
        bench.order(.approve(environment: "prod", planHash: nil), by: "bob")
        try pass(&bench, 600)
        #expect(bench.tag("prod") == "1.0.0")
        #expect(bench.state.stages["prod"]?.promotion?.id == id)
        #expect(try bench.stage("prod").waiting.map(\.gate) == [.drift])
        bench.lives["staging"] = nil
        try pass(&bench, 600)
        #expect(bench.tag("prod") == "1.1.0")
    }

    @Test("A newer release goes into the stage that drifted, and what was wrong is over with it")
    func forward() throws {
        var bench = try settled()
        bench.lives["dev"] = .degraded(reason: "somebody has changed it")
        try pass(&bench, 600)
        bench.lives["dev"] = nil
        bench.see("1.1.0")
        try bench.settle()
        #expect(["dev", "staging", "prod"].map { bench.tag($0) } == ["1.1.0", "1.1.0", "1.1.0"])
        #expect(bench.state.stages["dev"]?.watch?.drift == nil)
    }

    @Test("Healing asks for the same commit by an identity of its own, until it is live again")
    func heals() throws {
        var bench = try settled(.heal)
        let commit = try #require(bench.state.stages["dev"]?.current?.commit)
        let commits = bench.commits
        bench.lives["dev"] = .degraded(reason: "somebody has changed it")
        while bench.records("healing").isEmpty { try bench.pass(10) }
        let asked = bench.calls.filter { $0.kind == .heal && $0.receipt == nil }
        #expect(asked.map(\.revision) == [commit])
        #expect(asked[0].id != bench.state.stages["dev"]?.current?.promotion)
        #expect(bench.state.stages["dev"]?.watch?.drift != nil)
        bench.lives["dev"] = nil
        try pass(&bench, 60)
        #expect(bench.state.stages["dev"]?.watch?.drift == nil)
        #expect(bench.records("recovered").count == 1)
        #expect(bench.commits == commits)
    }

    @Test("What healing does not mend is asked for five times a day, ever more slowly, and then told")
    func bounded() throws {
        var bench = try settled(.heal)
        bench.lives["dev"] = .degraded(reason: "somebody changes it again and again")
        try pass(&bench, 12 * 3600, step: 60)
        let heals = bench.records("healing", "dev").map(\.at)
        #expect(heals.count == 5)
        #expect(bench.records("healingGivenUp", "dev").count == 1)
        #expect(bench.notices.filter { $0.topic == .drift }.count == 2)
        // One that does mend it for a moment does not get more.
        for _ in 0..<20 {
            bench.lives["dev"] = nil
            try pass(&bench, 600, step: 60)
            bench.lives["dev"] = .degraded(reason: "somebody changes it again and again")
            try pass(&bench, 600, step: 60)
        }
        let day = bench.records("healing", "dev").filter { $0.at < heals[0].addingTimeInterval(86_400) }
        #expect(day.count == 5)
    }

    @Test("A stage that a person holds is not healed")
    func held() throws {
        var bench = try settled(.heal)
        bench.order(.hold(environment: "dev", reason: "I look into it"))
        bench.lives["dev"] = .degraded(reason: "somebody has changed it")
        try pass(&bench, 7200)
        #expect(bench.records("diverged", "dev").count == 1)
        #expect(bench.records("healing").isEmpty)
        bench.order(.resume(environment: "dev"))
        try pass(&bench, 600)
        #expect(!bench.records("healing").isEmpty)
    }

    @Test("One run a day only plans, and its plan tells; healing is a run of its own, and the next plan tells of it")
    func plans() throws {
        var bench = try settled(.heal, reconciler: try terraform())
        try pass(&bench, 86_400 * 3, step: 600)
        let asked = bench.calls.filter { $0.kind == .plan && $0.receipt == nil && $0.revision == bench.commit(1) }
        #expect((2...3).contains(asked.count))
        #expect(Set(asked.map(\.id)).count == asked.count)
        #expect(bench.records("diverged").isEmpty)
        bench.lives["dev"] = .degraded(reason: "the plan creates 1, updates 0, deletes 0")
        while bench.records("healing").isEmpty { try bench.pass(600) }
        bench.lives["dev"] = nil
        try pass(&bench, 600)
        #expect(bench.records("recovered", "dev").count == 1)
        #expect(bench.calls.suffix(8).contains { $0.kind == .plan })
    }

    @Test("A plan that says nothing is told, and is no drift")
    func failedPlan() throws {
        var bench = try settled(reconciler: try terraform())
        bench.lives["dev"] = .failed(reason: "run 12 failed")
        try pass(&bench, 100_000, step: 600)
        #expect(bench.records("diverged").isEmpty)
        #expect(try bench.stage("dev").waiting.contains { $0.message.contains("run 12 failed") })
        bench.lives["dev"] = .progressing(reason: "run 13 waits for a runner")
        try pass(&bench, 100_000, step: 600)
        let message = try #require(bench.records("planFailed", "dev").last?.message)
        #expect(message == "A run that only plans has not ended within 1800 s: run 13 waits for a runner.")
    }

    @Test("A restart spreads the looks, and takes up what was asked for")
    func restart() throws {
        var bench = try settled(.heal)
        bench.lives["dev"] = .degraded(reason: "somebody has changed it")
        while bench.records("healing").isEmpty { try bench.pass(10) }
        let call = try #require(bench.calls.last { $0.kind == .heal })
        bench.state = try JSONDecoder().decode(PipelineState.self, from: JSONEncoder().encode(bench.state))
        bench.now += 900
        bench.take(.reconfigured)
        #expect(bench.machine.work(bench.state, now: bench.now).isEmpty)
        bench.lives["dev"] = nil
        try pass(&bench, 300)
        #expect(Set(bench.calls.filter { $0.kind == .heal }.map(\.id)) == [call.id])
        #expect(bench.records("recovered", "dev").count == 1)
    }

    @Test("States of before are read, and watched from then on")
    func oldStates() throws {
        let bench = try settled()
        var object = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(bench.state)) as? [String: Any])
        var stages = try #require(object["stages"] as? [String: [String: Any]])
        for name in stages.keys {
            #expect(stages[name]?.removeValue(forKey: "watch") != nil)
            stages[name]?["contest"] = nil
        }
        object["stages"] = stages
        var old = bench
        old.state = try JSONDecoder().decode(
            PipelineState.self, from: JSONSerialization.data(withJSONObject: object))
        #expect(old.state.stages["dev"]?.watch == nil)
        old.take(.reconfigured)
        #expect(old.state.stages["dev"]?.watch != nil)
    }

    @Test("Where nobody looks any more, nothing is known against what is live")
    func turnedOff() throws {
        var bench = try settled()
        bench.lives["dev"] = .degraded(reason: "somebody has changed it")
        try pass(&bench, 600)
        #expect(bench.state.stages["dev"]?.verifications.last?.until != nil)
        bench.reload(environment: "dev") { $0.liveDrift = LiveDriftRule(.off) }
        #expect(bench.state.stages["dev"]?.watch == nil)
        #expect(bench.state.stages["dev"]?.verifications.last?.until == nil)
        #expect(bench.records("recovered", "dev").count == 1)
    }
}
