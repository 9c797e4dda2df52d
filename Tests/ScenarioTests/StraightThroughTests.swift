import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("A new tag travels to prod", .timeLimit(.minutes(10)))
struct StraightThroughTests {
    @Test("Through dev and staging at once, through its soak, and through an approval")
    func soakAndApproval() async throws {
        let world = World(try .line(soakTime: 1800, prod: .gated))
        try await world.start()
        #expect(world.declared() == ["0.9.0", "0.9.0", "0.9.0"])

        await world.push("1.0.0")
        // No time has passed: nothing on the way waits for a poll.
        #expect(world.declared() == ["1.0.0", "1.0.0", "0.9.0"])
        #expect(try await world.status("prod").why.contains("soaks in staging"))

        await world.pass(1799)
        #expect(try await world.status("prod").phase == .waiting)
        await world.pass(2)
        let waiting = try await world.status("prod")
        #expect(waiting.phase == .waitingForApproval)
        #expect(waiting.edits.map(\.new) == ["1.0.0"])
        #expect(world.declared("prod") == "0.9.0")

        try await world.order(.approve(environment: "prod", planHash: waiting.planHash))
        #expect(world.declared("prod") == "1.0.0")
        #expect(try await world.status("prod").why == "Up to date.")
        world.expectNoDuplicates()
        #expect(world.git.text("shop.yaml", on: world.branch("prod")) == "image:\n  tag: 1.0.0 # by Sluice\n")
        _ = try await world.store.verifyAudit()
        await world.stop()
    }

    @Test("A soak that ends while the store is still writing its beginning is not slept through")
    func slowStore() async throws {
        let world = World(try .line(soakTime: 3))
        let clock = world.clock
        world.wrapStore = { FragileStore($0) { clock.advance(5) } }
        try await world.start()
        await world.push("1.0.0")
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        await world.stop()
    }

    @Test("Under `every` each of many tags is a commit in each stage, in order")
    func every() async throws {
        let world = World(try .line(queue: .every))
        world.limits.versionsEachRound = 3
        try await world.start()
        await world.push("1.0.0")
        for number in 1...10 { world.registry.push("1.\(number).0", to: world.repository()) }
        await world.pass(1800)
        let all = (0...10).map { "1.\($0).0" }
        for stage in ["dev", "staging", "prod"] { #expect(world.history(stage) == all) }
        await world.stop()
    }
}
