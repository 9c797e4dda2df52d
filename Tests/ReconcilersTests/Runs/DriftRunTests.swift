import Foundation
import PortsTestKit
import Promotion
import TestServers
import Testing

@Suite("Runs that only plan tell whether what is live is as it is declared, and make nothing live")
struct DriftRunTests {
    static let kinds: [RunnerFixture.Kind] = [
        .gitlab, .gitlabAdopted, .gitlabPlayed, .github, .githubOld, .githubAdopted, .githubApproved, .terraform,
        .terraformConfirmed,
    ]

    private func fixture(_ kind: RunnerFixture.Kind, deadline: Duration = .seconds(60)) async throws -> RunnerFixture {
        let fixture = try await RunnerFixture(
            kind, deadline: deadline,
            gitlab: {
                $0.plan = .init(job: "plan", file: "plan.json")
                $0.driftRun = .init(every: 86_400, variables: ["TF_VAR_region": try Template("eu")])
            },
            github: {
                $0.plan = "terraform-plan"
                $0.driftRun = .init(every: 86_400, workflow: "plan.yaml", inputs: ["region": try Template("eu")])
            }, terraform: { $0.driftRun = 86_400 })
        // The promotion itself is live.
        let order = try await fixture.asked(ReconcilerConformance.first)
        #expect(
            try await fixture.reconciler.observe(order.request, receipt: order.receipt).withoutEvidence
                == .live(at: ReconcilerConformance.first))
        return fixture
    }

    private func plan(_ id: String = "plan 1") throws -> HandOff {
        var request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        request.promotion = PromotionID(hex: stableHash([id]))
        request.plansOnly = true
        return request
    }

    @Test("nothing to change is live, and anything else is told by its numbers", arguments: kinds)
    func tells(kind: RunnerFixture.Kind) async throws {
        let fixture = try await fixture(kind)
        let applied = try await fixture.applied()
        let count = try await fixture.count()
        let well = try plan()
        let receipt = try await fixture.adapter.request(well)
        #expect(
            try await fixture.adapter.observe(well, receipt: receipt)
                == .live(at: ReconcilerConformance.first, evidence: "the plan creates 0, updates 0, deletes 0"))
        try await fixture.order("drift", ["create": 1, "update": 2, "delete": 3])
        let changed = try plan("plan 2")
        let other = try await fixture.adapter.request(changed)
        guard case .degraded(let reason) = try await fixture.adapter.observe(changed, receipt: other) else {
            Issue.record("it is told as changed")
            return
        }
        #expect(reason.contains("the plan creates 1, updates 2, deletes 3"), "\(reason)")
        // What was planned first stays what it was.
        #expect(
            try await fixture.adapter.observe(well, receipt: receipt).withoutEvidence
                == .live(at: ReconcilerConformance.first))
        #expect(try await fixture.applied() == applied)
        #expect(try await fixture.count() == count + 2)
        #expect(try await fixture.violations() == [])
    }

    @Test("one that failed says nothing of what is live", arguments: kinds)
    func fails(kind: RunnerFixture.Kind) async throws {
        let fixture = try await fixture(kind)
        try await fixture.order("fail", ["words": "plan"])
        let request = try plan()
        let receipt = try await fixture.adapter.request(request)
        guard case .failed = try await fixture.adapter.observe(request, receipt: receipt) else {
            Issue.record("it has failed")
            return
        }
    }

    @Test("one whose report cannot be read is looked at again", arguments: [RunnerFixture.Kind.gitlab, .github])
    func unread(kind: RunnerFixture.Kind) async throws {
        let fixture = try await fixture(kind)
        let request = try plan()
        let receipt = try await fixture.adapter.request(request)
        try await fixture.fault("status", "GET", kind.isGitLab ? ".*artifacts.*" : ".*annotations.*")
        guard case .progressing(let reason) = try await fixture.adapter.observe(request, receipt: receipt) else {
            Issue.record("it is looked at again")
            return
        }
        #expect(reason.contains("no report of its plan can be read"))
        #expect(
            try await fixture.adapter.observe(request, receipt: receipt).withoutEvidence
                == .live(at: ReconcilerConformance.first))
    }

    @Test(
        "whatever befalls the request, there is exactly one", arguments: kinds,
        ["lost", "lostStatus", "status", "silent"])
    func once(kind: RunnerFixture.Kind, fault: String) async throws {
        let fixture = try await fixture(kind, deadline: .seconds(fault == "silent" ? 20 : 60))
        let count = try await fixture.count()
        // An old GitHub refuses the first request, for its flag.
        try await fixture.fault(fault, "POST", after: kind == .githubOld ? 1 : 0)
        let request = try plan()
        var receipt: HandOffReceipt?
        for _ in 0..<5 where receipt == nil { receipt = try? await fixture.adapter.request(request) }
        // As after a restart.
        receipt = try await fixture.adapter.request(request)
        var seen: Observation?
        for _ in 0..<9 where seen?.withoutEvidence != .live(at: request.revision) {
            seen = try? await fixture.adapter.observe(request, receipt: receipt)
            fixture.clock.advance(by: 60)
        }
        #expect(seen?.withoutEvidence == .live(at: request.revision))
        #expect(try await fixture.count() == count + 1)
        #expect(try await fixture.violations() == [])
    }

    @Test("none of them is taken for a promotion's, neither its own nor a later one", arguments: kinds)
    func notTaken(kind: RunnerFixture.Kind) async throws {
        let fixture = try await fixture(kind)
        // A promotion whose own pipeline fails, and a plan of a commit that declares the same after it.
        try await fixture.order("fail", ["words": "apply"])
        let second = try await fixture.asked(ReconcilerConformance.second)
        try await fixture.order("push", ["revision": ReconcilerConformance.third.hex])
        if !kind.isStarted { try await fixture.order("set", ["index": -1, "status": "failed"]) }
        var request = try plan()
        request.revision = ReconcilerConformance.second
        _ = try await fixture.adapter.request(request)
        guard case .failed = try await fixture.adapter.observe(second.request, receipt: second.receipt) else {
            Issue.record("the promotion has failed")
            return
        }
    }

    @Test("without `driftRun` none is started")
    func none() async throws {
        let fixture = try await RunnerFixture(.gitlab)
        let request = try plan()
        await #expect(throws: Problem.self) { try await fixture.adapter.request(request) }
        #expect(try await fixture.count() == 0)
    }
}
