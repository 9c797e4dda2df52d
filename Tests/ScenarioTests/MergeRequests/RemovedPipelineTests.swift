import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("A pipeline is removed from the configuration", .timeLimit(.minutes(10)))
struct RemovedPipelineTests {
    private func world() async throws -> (World, all: Definitions, none: Definitions) {
        let all = try Definitions.line(["shop", "store"], prod: .gated, prodDelivery: .mergeRequests(.auto))
        var none = all
        none.pipelines["shop"] = nil
        let world = World(all)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(10)
        return (world, all, none)
    }

    @Test("Its merge requests are closed with a reason, and their branches deleted", arguments: [false, true])
    func closed(restarts: Bool) async throws {
        let (world, _, none) = try await world()
        #expect(world.ownBranch() != nil)
        try await world.reload(none, restarting: restarts)
        await world.pass(10)
        let request = try await world.request()
        #expect(request.state == .closed)
        #expect(world.ownBranch() == nil)
        #expect(world.forge.comments(on: request.id).last?.text.contains("shop was removed") == true)
        #expect(
            try await world.records("abandoned").map(\.message) == [
                "The pipeline was removed from the configuration."
            ])
        #expect(await world.engine.status().map(\.pipeline) == ["store"])
        await #expect(throws: Problem.self) {
            try await world.order(.hold(environment: "prod", reason: "x"))
        }
        // The other one lives on.
        await world.push("1.0.0", to: "store")
        #expect(world.declared("dev", pipeline: "store") == "1.0.0")
        _ = try await world.store.verifyAudit()
        await world.stop()
    }

    @Test("When it comes back it starts with what Git declares, and a person's hold stands", arguments: [false, true])
    func comesBack(restarts: Bool) async throws {
        let (world, all, none) = try await world()
        try await world.order(.hold(environment: "staging", reason: "an audit"))
        try await world.reload(none, restarting: restarts)
        await world.pass(10)
        world.edit("dev", to: "1.2.0")
        await world.push("1.1.0", to: "store")
        try await world.reload(all, restarting: restarts)
        await world.pass(400)
        #expect(try await world.status("dev").current?.title == "1.2.0")
        #expect(try await world.status("dev").hold == nil)
        #expect(try await world.status("staging").hold?.reason == "an audit")
        #expect(try await world.status("staging").current?.title == "1.0.0")
        try await world.order(.resume(environment: "staging"))
        await world.push("1.3.0")
        await world.pass(10)
        #expect(world.declared() == ["1.3.0", "1.3.0", "0.9.0"])
        #expect(try await world.request(2).isOpen)
        world.expectNoDuplicates()
        await world.stop()
    }

    @Test("What was being merged is read back first: it ends as landed, or is closed")
    func underWay() async throws {
        for loses in [true, false] {
            let (world, _, none) = try await world()
            let dying = FragileStore(world.store)
            world.wrapStore = { _ in dying }
            world.crashPoint = CrashPoint { if loses, $0 == .mergeAnswered { dying.last(0) } }
            if !loses { world.forge.failNext(.merge, .transient("502")) }
            try await world.restart()
            try await world.order(.approve(environment: "prod", planHash: nil))
            await world.stop()
            world.wrapStore = { $0 }
            world.crashPoint = CrashPoint { _ in }
            try await world.reload(none, restarting: true)
            await world.pass(60)
            #expect(try await world.request().isOpen == false)
            #expect(world.ownBranch() == nil)
            #expect(world.declared("prod") == (loses ? "1.0.0" : "0.9.0"))
            #expect(try await world.records("abandoned").count == 1)
            await world.stop()
        }
    }

    @Test("Where its forge is gone too, the audit log says what is left")
    func forgeGone() async throws {
        let (world, _, none) = try await world()
        world.forges = [:]
        try await world.reload(none, restarting: true)
        await world.pass(600)
        #expect(try await world.request().isOpen)
        let left = try await world.records("leftOver")
        #expect(left.count == 1)
        #expect(left.first?.message.contains("There is no forge forge in sluice.yaml any more.") == true)
        #expect(await world.engine.status().map(\.pipeline) == ["store"])
        await world.stop()
    }
}
