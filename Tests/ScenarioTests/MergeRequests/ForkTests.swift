import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Merge requests that come from a fork", .timeLimit(.minutes(1)))
struct ForkTests {
    /// A world in which Sluice may push to a fork of prod's repository only.
    private struct ForkedWorld {
        let world: World
        let fork: RemoteURL
        let repository: ForgeRepository

        init(
            _ merging: MergeRequestDelivery.Merging, rebase: MergeRequestDelivery.Rebase = .onConflict,
            prod: Protection = Protection()
        ) throws {
            fork = try RemoteURL("ssh://git@example.com/bot/prod.git")
            repository = try #require(ForgeRepository(of: fork))
            let delivery = Delivery.mergeRequests(merging, rebase: rebase, fork: fork)
            world = World(try .line(prod: prod, prodDelivery: delivery))
            let home = world.branch("prod").remote
            world.git.fork(home, to: fork)
            world.git.makeReadOnly(home)
            world.forge.fork(try world.prod, to: repository, on: world.git, fork)
        }

        var ownBranch: Branch { Branch(remote: fork, name: "sluice/shop/prod") }
        var head: CommitID? { world.git.tip(of: ownBranch) }
    }

    @Test("It is opened from the fork, made again when the base moves, merged, and its branch deleted in the fork")
    func life() async throws {
        let forked = try ForkedWorld(.auto, rebase: .always, prod: .gated)
        let world = forked.world
        try await world.start()
        await world.push("1.0.0")
        let opened = try await world.request()
        #expect(opened.isOpen)
        #expect(opened.branches.headRepository == forked.repository)
        #expect(opened.head == forked.head)
        #expect(world.ownBranch() == nil, "nothing is pushed to the repository itself")
        let waiting = try await world.status("prod")
        #expect(waiting.phase == .waitingForApproval)
        world.forge.protect(try world.prod, checks: ["build"])
        try await world.order(.approve(environment: "prod", planHash: waiting.planHash))

        let moved = world.git.commit(["notes.txt": Array("x\n".utf8)], to: world.branch("prod"))
        await world.pass(400)
        let again = try await world.request()
        #expect(try world.requestCount() == 1)
        #expect(again.head != opened.head)
        #expect(again.head == forked.head)
        #expect(world.git.log(forked.ownBranch).first?.parent == moved)

        try await world.forge.post(
            CommitStatus(name: "build", state: .success, summary: ""), on: again.head, of: world.prod)
        await world.pass(400)
        #expect(world.declared("prod") == "1.0.0")
        #expect(try await world.status("prod").why == "Up to date.")
        #expect(world.git.log(world.branch("prod")).first?.merged == again.head)
        #expect(forked.head == nil)
        #expect(world.git.tip(of: Branch(remote: forked.fork, name: "main")) != nil)
        world.expectNoDuplicates()
        await world.stop()
    }

    @Test("A person's commit on the fork's branch stops it, and stays")
    func stranger() async throws {
        let forked = try ForkedWorld(.auto, prod: .gated)
        let world = forked.world
        try await world.start()
        await world.push("1.0.0")
        let theirs = world.git.commit(["shop.yaml": Array("theirs\n".utf8)], to: forked.ownBranch)
        await world.push("1.1.0")
        await world.pass(61)
        #expect(forked.head == theirs)
        let why = try await world.status("prod").why
        #expect(why.contains("sluice/shop/prod of \(forked.fork), which Sluice leaves alone"), "\(why)")
        await world.stop()
    }

    @Test("A merge request gives way to one from another fork that is named later")
    func another() async throws {
        let forked = try ForkedWorld(.manual)
        let world = forked.world
        try await world.start()
        await world.push("1.0.0")
        #expect(try await world.request().branches.headRepository == forked.repository)
        var definitions = world.definitions
        let other = try RemoteURL("ssh://git@example.com/robot/prod.git")
        let repository = try #require(ForgeRepository(of: other))
        world.git.fork(world.branch("prod").remote, to: other)
        world.forge.fork(try world.prod, to: repository, on: world.git, other)
        definitions.environments["prod"]?.delivery = .mergeRequests(.manual, fork: other)
        try await world.reload(definitions)
        await world.pass(61)
        let second = try await world.request(2)
        #expect(second.isOpen)
        #expect(second.branches.headRepository == repository)
        #expect(try await world.request(1).state == .closed)
        #expect(forked.head == nil)
        #expect(world.git.tip(of: Branch(remote: other, name: "sluice/shop/prod")) == second.head)
        await world.stop()
    }
}
