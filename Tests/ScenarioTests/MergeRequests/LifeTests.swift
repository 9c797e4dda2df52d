import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("A release reaches prod by a merge request", .timeLimit(.minutes(10)))
struct MergeRequestLifeTests {
    @Test("A person merges it: the branch is gone, the promotion live, and the host was told")
    func manual() async throws {
        let world = World(try .line(prodDelivery: .mergeRequests(.manual)))
        try await world.start()
        await world.push("1.0.0")
        #expect(world.declared() == ["1.0.0", "1.0.0", "0.9.0"])
        let request = try await world.request()
        #expect(request.isOpen)
        #expect(request.title == "Promote shop to 1.0.0 in prod")
        #expect(request.labels == ["promotion"])
        #expect(request.body.contains("0.9.0 -> 1.0.0"))
        #expect(world.ownBranch() == request.head)
        await world.pass(61)
        let waiting = try await world.status("prod")
        #expect(waiting.phase == .inReview)
        #expect(waiting.why == "1.0.0 waits: A person merges it: \(request.address)")
        #expect(waiting.mergeRequest == request.address)
        #expect(world.forge.statuses(on: request.head, in: try world.prod).last?.state == .success)

        let merged = world.forge.mergeByPerson(request.id)
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")
        let settled = try await world.status("prod")
        #expect(settled.why == "Up to date.")
        #expect(settled.current?.commit == merged)
        #expect(settled.current?.verifiedAt != nil)
        #expect(world.ownBranch() == nil)
        #expect(world.forge.statuses(on: request.head, in: try world.prod).last?.state == .success)
        #expect(try world.requestCount() == 1)
        world.expectNoDuplicates()
        _ = try await world.store.verifyAudit()
        await world.stop()
    }

    @Test("Sluice merges once its gate is open, in every method", arguments: MergeMethod.allCases)
    func auto(method: MergeMethod) async throws {
        let world = World(try .line(prod: .gated, prodDelivery: .mergeRequests(.auto, method: method)))
        try await world.start()
        await world.push("1.0.0")
        let waiting = try await world.status("prod")
        #expect(waiting.phase == .waitingForApproval)
        #expect(try await world.request().isOpen)
        await world.pass(3600)
        #expect(world.declared("prod") == "0.9.0")
        try await world.order(.approve(environment: "prod", planHash: waiting.planHash))
        await world.pass(10)
        #expect(world.declared("prod") == "1.0.0")
        #expect(try await world.status("prod").why == "Up to date.")
        #expect(try await world.request().state != .open)
        await world.stop()
    }

    @Test("Reviews on the host are approvals of the users that accounts stand for, and of nobody else")
    func reviews() async throws {
        let delivery = Delivery.mergeRequests(.auto, accounts: ["alice-on-host": "alice"])
        let world = World(try .line(prod: .gated, prodDelivery: delivery))
        try await world.start()
        await world.push("1.0.0")
        let request = try await world.request()
        world.forge.review(request.id, by: "stranger")
        await world.pass(61)
        #expect(world.declared("prod") == "0.9.0")
        #expect(try await world.status("prod").phase == .waitingForApproval)
        world.forge.review(request.id, by: "alice-on-host")
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }

    @Test("Under latest the one merge request is taken over by a newer release, and its approvals are void")
    func latest() async throws {
        let delivery = Delivery.mergeRequests(.auto, accounts: ["alice-on-host": "alice"])
        let gate = Protection(approvalRules: [
            ApprovalRule(name: "release", approvers: [.group("sre")], requiredApprovals: 2)
        ])
        let world = World(try .line(prod: gate, prodDelivery: delivery))
        try await world.start()
        await world.push("1.0.0")
        let first = try await world.request()
        world.forge.review(first.id, by: "alice-on-host")
        await world.pass(61)
        #expect(try await world.status("prod").approvedBy == ["alice"])
        await world.push("1.1.0")
        await world.pass(61)
        let second = try await world.request()
        #expect(try world.requestCount() == 1)
        #expect(second.head != first.head)
        #expect(second.title == "Promote shop to 1.1.0 in prod")
        #expect(second.body.contains("0.9.0 -> 1.1.0"))
        #expect(try await world.status("prod").approvedBy == [])
        #expect(world.history("prod") == [])
        await world.stop()
    }

    @Test("Under every each release has a branch and a merge request of its own, in order")
    func every() async throws {
        let world = World(try .line(queue: .every, prodDelivery: .mergeRequests(.manual)))
        world.limits.versionsEachRound = 3
        try await world.start()
        await world.push("1.0.0")
        await world.push("1.1.0")
        await world.pass(61)
        #expect(try await world.request(1).title.contains("1.0.0"))
        #expect(try world.requestCount() == 1)
        world.forge.mergeByPerson(try await world.request(1).id)
        await world.pass(61)
        #expect(try await world.request(2).title.contains("1.1.0"))
        #expect(try await world.request(1).branches.head != world.request(2).branches.head)
        await world.stop()
    }

    @Test("An order to the host is taken back when a person pushes, and for as long as a gate is closed")
    func takenBack() async throws {
        let world = World(try .line(prodDelivery: .mergeRequests(.host)))
        world.forge.protect(try world.prod, checks: ["build"])
        world.forge.keepOrders(in: try world.prod)
        func pass(_ number: Int) async throws {
            try await world.forge.post(
                CommitStatus(name: "build", state: .success, summary: ""), on: world.request(number).head,
                of: world.prod)
            await world.pass(61)
        }
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        try await world.order(.hold(environment: "prod", reason: "wait"))
        await world.pass(5)
        try await pass(1)
        #expect(world.declared("prod") == "0.9.0")
        try await world.order(.resume(environment: "prod"))
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")

        await world.push("1.1.0")
        await world.pass(61)
        let own = Branch(remote: world.branch("prod").remote, name: "sluice/shop/prod")
        world.git.commit(["notes.txt": Array("x\n".utf8)], to: own)
        await world.pass(61)
        try await pass(2)
        #expect(try await world.request(2).isOpen)
        #expect(world.declared("prod") == "1.0.0")
        #expect(try await world.status("prod").why.contains("which Sluice leaves alone"))
        await world.stop()
    }

    @Test("The host merges what it was asked to queue")
    func host() async throws {
        let world = World(try .line(prodDelivery: .mergeRequests(.host)))
        world.forge.protect(try world.prod, checks: ["build"])
        try await world.start()
        await world.push("1.0.0")
        await world.pass(5)
        let queued = try await world.status("prod")
        #expect(queued.phase == .inReview)
        #expect(queued.why.contains("is merged by its host"))
        let request = try await world.request()
        try await world.forge.post(
            CommitStatus(name: "build", state: .success, summary: ""), on: request.head, of: world.prod)
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")
        #expect(try await world.status("prod").why == "Up to date.")
        await world.stop()
    }
}
