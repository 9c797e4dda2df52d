import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("What people do to a merge request is taken as what it means", .timeLimit(.minutes(10)))
struct MergeRequestPeopleTests {
    private func world(
        _ merging: MergeRequestDelivery.Merging = .auto, rebase: MergeRequestDelivery.Rebase = .onConflict,
        checks: [String] = [], gated: Bool = true
    ) async throws -> World {
        let delivery = Delivery.mergeRequests(merging, rebase: rebase, checks: checks)
        let world = World(try .line(prod: gated ? .gated : Protection(), prodDelivery: delivery))
        try await world.start()
        await world.push("1.0.0")
        return world
    }

    private func approve(_ world: World) async throws {
        try await world.order(.approve(environment: "prod", planHash: try await world.status("prod").planHash))
    }

    @Test("Closed: the release is rejected, until it is promoted by hand")
    func closed() async throws {
        let world = try await world()
        world.forge.closeByPerson(try await world.request().id)
        await world.pass(61)
        let rejected = try await world.status("prod")
        #expect(rejected.why.contains("was refused here by a person"))
        #expect(rejected.why.contains("was closed on the host"))
        await world.pass(3600)
        #expect(try world.requestCount() == 1)
        let release = try #require(rejected.next?.release)
        try await world.order(.promote(environment: "prod", release: release))
        #expect(try world.requestCount() == 2)
        #expect(try await world.request(2).isOpen)
        await world.stop()
    }

    @Test("Opened again: the release is wanted again")
    func reopened() async throws {
        let world = try await world()
        let id = try await world.request().id
        world.forge.closeByPerson(id)
        await world.pass(61)
        world.forge.reopen(id)
        await world.pass(61)
        #expect(try await world.status("prod").phase == .waitingForApproval)
        try await approve(world)
        await world.pass(10)
        #expect(world.declared("prod") == "1.0.0")
        #expect(try world.requestCount() == 1)
        await world.stop()
    }

    @Test("A person's commit on the branch stops us, and stays")
    func intruder() async throws {
        let world = try await world()
        let own = Branch(remote: world.branch("prod").remote, name: "sluice/shop/prod")
        let theirs = world.git.commit(["notes.txt": Array("x\n".utf8)], to: own)
        await world.pass(61)
        try await approve(world)
        await world.pass(3600)
        #expect(world.declared("prod") == "0.9.0")
        #expect(try await world.status("prod").why.contains("which Sluice leaves alone"))
        await world.push("1.1.0")
        await world.pass(61)
        #expect(world.git.tip(of: own) == theirs)
        #expect(try await world.status("prod").phase == .failed)
        #expect(try await world.status("prod").why.contains("has committed"))
        await world.stop()
    }

    @Test("Pointed at another branch it is not merged, and says so")
    func retargeted() async throws {
        let world = try await world()
        world.forge.retarget(try await world.request().id, to: "other")
        await world.pass(61)
        try await approve(world)
        await world.pass(3600)
        #expect(world.declared("prod") == "0.9.0")
        #expect(try await world.status("prod").why.contains("Somebody has pointed it at other"))
        world.forge.retarget(try await world.request().id, to: "main")
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }

    @Test("A title that a person wrote stays")
    func edited() async throws {
        let world = try await world()
        await world.pass(61)
        world.forge.edit(try await world.request().id, title: "Ship it")
        try await world.order(.hold(environment: "prod", reason: "wait"))
        await world.pass(61)
        #expect(try await world.request().title == "Ship it")
        await world.stop()
    }

    @Test("Held: not merged while it is, merged after")
    func held() async throws {
        let world = try await world(checks: ["build"], gated: false)
        try await world.order(.hold(environment: "prod", reason: "wait"))
        let request = try await world.request()
        try await world.forge.post(
            CommitStatus(name: "build", state: .success, summary: ""), on: request.head, of: world.prod)
        await world.pass(600)
        #expect(world.declared("prod") == "0.9.0")
        #expect(try await world.status("prod").phase == .held)
        try await world.order(.resume(environment: "prod"))
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }

    @Test("Rejected in Sluice it is closed with the reason, and its branch deleted")
    func rejected() async throws {
        let world = try await world()
        try await world.order(.reject(environment: "prod", reason: "not today"))
        await world.pass(10)
        #expect(try await world.request().state == .closed)
        #expect(world.ownBranch() == nil)
        await world.stop()
    }

    @Test("A required check that fails keeps it from being merged, and is named")
    func checks() async throws {
        let world = try await world(checks: ["build"], gated: false)
        let request = try await world.request()
        await world.pass(61)
        #expect(try await world.status("prod").why.contains("The required check build has not begun."))
        for (state, declared) in [(CommitStatus.State.failure, "0.9.0"), (.success, "1.0.0")] {
            try await world.forge.post(
                CommitStatus(name: "build", state: state, summary: ""), on: request.head, of: world.prod)
            await world.pass(61)
            #expect(world.declared("prod") == declared)
        }
        await world.stop()
    }

    @Test("A base that moved: made again on it with rebase always, and the approvals stay with the edits")
    func rebased() async throws {
        let world = try await world(.manual, rebase: .always)
        try await approve(world)
        let before = try await world.request()
        world.git.commit(["other.yaml": Array("x: 1\n".utf8)], to: world.branch("prod"))
        await world.pass(400)
        let after = try await world.request()
        #expect(after.head != before.head)
        #expect(try world.requestCount() == 1)
        #expect(try await world.status("prod").approvedBy == ["alice"])
        await world.stop()
    }

    @Test("A stage that is removed has its merge request closed")
    func removed() async throws {
        let world = try await world()
        var definitions = world.definitions
        definitions.pipelines["shop"]?.stages.removeAll { $0.environment == "prod" }
        try await world.reload(definitions)
        await world.pass(10)
        #expect(try await world.request().state == .closed)
        await world.stop()
    }

    @Test("The same values written by hand: declared, and the merge request closed")
    func byHand() async throws {
        let world = try await world()
        world.edit("prod", to: "1.0.0")
        await world.pass(400)
        #expect(try await world.status("prod").current?.title == "1.0.0")
        #expect(try await world.request().state == .closed)
        await world.stop()
    }
}
