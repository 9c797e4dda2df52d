import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("The daemon is killed and started again", .timeLimit(.minutes(10)))
struct RestartTests {
    @Test("At any moment: nothing is written twice, and everything goes on", arguments: 0..<14)
    func everywhere(_ crash: Int) async throws {
        let world = World(try .line(soakTime: 600))
        try await world.start()
        await world.pass(60)
        // The store takes so many more writes before the daemon dies with the next one unsaved.
        let store = world.store
        let before = store.commitCount
        let dying = FragileStore(store, lasting: crash)
        await world.stop()
        world.wrapStore = { _ in dying }
        try await world.start()
        await world.push("1.0.0")
        await world.stop()
        world.wrapStore = { $0 }
        try await world.start()
        await world.pass(1200)
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        for stage in ["dev", "staging", "prod"] { #expect(world.history(stage) == ["1.0.0"]) }
        #expect(store.commitCount > before)
        world.expectNoDuplicates()
        await world.stop()
    }

    @Test("While a person is asked: the approval that was given counts, and is still asked for where it was not")
    func approvals() async throws {
        let world = World(try .line(prod: .gated))
        try await world.start()
        await world.push("1.0.0")
        try await world.restart()
        #expect(try await world.status("prod").phase == .waitingForApproval)
        #expect(world.declared("prod") == "0.9.0")
        try await world.order(.hold(environment: "prod", reason: "lunch"))
        try await world.order(.approve(environment: "prod", planHash: nil))
        try await world.restart()
        let held = try await world.status("prod")
        #expect(held.phase == .held)
        #expect(held.approvedBy == ["alice"])
        try await world.order(.resume(environment: "prod"))
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }

    @Test("While a release soaks, deploys or has failed")
    func waiting() async throws {
        let world = World(try .line(soakTime: 600))
        world.reconciler.setManual(true)
        try await world.start()
        await world.push("1.0.0")
        #expect(try await world.status("dev").phase == .deploying)
        try await world.restart()
        #expect(try await world.status("dev").phase == .deploying)
        let dev = StageID(pipeline: "shop", environment: "dev")
        world.reconciler.apply(try #require(world.git.tip(of: world.branch("dev"))), to: dev)
        await world.pass(10)
        world.reconciler.script(
            .failed(reason: "the image cannot be pulled"), for: StageID(pipeline: "shop", environment: "staging"))
        await world.pass(10)
        #expect(try await world.status("staging").phase == .failed)
        try await world.restart()
        #expect(try await world.status("staging").phase == .failed)
        world.reconciler.setManual(false)
        try await world.order(.retry(environment: "staging"))
        await world.pass(300)
        try await world.restart()
        #expect(world.declared("prod") == "0.9.0")
        await world.pass(400)
        #expect(world.declared("prod") == "1.0.0")
        for stage in ["dev", "staging", "prod"] { #expect(world.history(stage) == ["1.0.0"]) }
        await world.stop()
    }

    @Test(
        "A pipeline that was taken out and put back keeps its holds, whether or not the daemon ran meanwhile",
        arguments: [true, false])
    func takenOut(_ restarts: Bool) async throws {
        let world = World(try .line())
        try await world.start()
        await world.push("1.0.0")
        try await world.order(.hold(environment: "dev", reason: "an incident"))
        let all = world.definitions
        var none = all
        none.pipelines = [:]
        let repository = world.repository()
        try await world.reload(none, restarting: restarts)
        world.registry.push("1.1.0", to: repository)
        await world.pass(400)
        try await world.reload(all, restarting: restarts)
        await world.pass(400)
        #expect(try await world.status("dev").hold?.reason == "an incident")
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        await world.stop()
    }
}
