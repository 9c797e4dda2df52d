import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("A host lets go of a merge that it was told to make", .timeLimit(.minutes(10)))
struct DroppedTests {
    private func world() async throws -> World {
        let world = World(try .line(prodDelivery: .mergeRequests(.host)))
        world.forge.protect(try world.prod, checks: ["build"])
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        #expect(try await world.status("prod").why.contains("is merged by its host"))
        return world
    }

    @Test("It is noticed, says why, and is told again after a pause that grows")
    func again() async throws {
        let world = try await world()
        let request = try await world.request()
        let orders = world.forge.calls.values.count { $0 == .merge }
        world.forge.dropQueued(request.id)
        await world.pass(64)
        let dropped = try await world.status("prod")
        #expect(dropped.why.contains("The required check build has not begun."))
        #expect(dropped.waiting.contains { $0.until != nil })
        #expect(try await world.records("dropped").count == 1)
        #expect(world.forge.calls.values.count { $0 == .merge } == orders)
        await world.pass(60)
        #expect(world.forge.calls.values.count { $0 == .merge } == orders + 1)
        for pause in [120.0, 240] {
            world.forge.dropQueued(request.id)
            await world.pass(64)
            let before = world.forge.calls.values.count { $0 == .merge }
            await world.pass(pause - 64)
            #expect(world.forge.calls.values.count { $0 == .merge } == before)
            await world.pass(70)
            #expect(world.forge.calls.values.count { $0 == .merge } == before + 1)
        }
        try await world.forge.post(
            CommitStatus(name: "build", state: .success, summary: ""), on: request.head, of: world.prod)
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }

    @Test("A person's retry tells it again at once")
    func retried() async throws {
        let world = try await world()
        world.forge.dropQueued(try await world.request().id)
        await world.pass(64)
        let orders = world.forge.calls.values.count { $0 == .merge }
        try await world.order(.retry(environment: "prod"))
        await world.pass(1)
        #expect(world.forge.calls.values.count { $0 == .merge } == orders + 1)
        await world.stop()
    }

    @Test("One that is merged between two looks was not dropped")
    func mergedMeanwhile() async throws {
        let world = try await world()
        let request = try await world.request()
        world.forge.dropQueued(request.id)
        _ = await world.engine.hasten([.mergeRequest(try #require(GitAddress(world.branch("prod").remote)), number: 1)])
        await world.pass(1)
        #expect(try await world.status("prod").why.contains("is merged by its host"))
        world.forge.mergeByPerson(request.id)
        await world.pass(10)
        #expect(world.declared("prod") == "1.0.0")
        #expect(try await world.status("prod").why == "Up to date.")
        await world.stop()
    }
}
