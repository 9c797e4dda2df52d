import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Another writer of the same value", .timeLimit(.minutes(10)))
struct PingPongTests {
    /// A bot that writes its own value whenever it finds another one.
    private func bot(_ world: World, _ tag: String) {
        guard world.declared("dev") != tag else { return }
        world.git.commit(
            ["shop.yaml": Array("image:\n  tag: \(tag) # by a bot\n".utf8)], to: world.branch("dev"),
            author: "Renovate <bot@example.com>")
        // Somebody else works in the same repository.
        let count = world.git.log(world.branch("dev")).count
        world.git.commit(["other.yaml": Array("\(count)".utf8)], to: world.branch("dev"))
    }

    @Test("makes no endless loop of commits, and is named", arguments: [DriftRule.restore, .adopt])
    func bounded(rule: DriftRule) async throws {
        let world = World(try .line(drift: rule))
        try await world.start()
        await world.push("1.0.0")
        await world.pass(60)
        for round in 0..<40 {
            bot(world, "0.9.5")
            await world.pass(200)
            // The memory of it outlives a restart.
            if round.isMultiple(of: 3) { try await world.restart() }
        }
        await world.pass(3600)
        #expect(world.history("dev").count <= 3, "\(world.history("dev"))")
        #expect(world.declared("dev") == "0.9.5")
        world.expectNoDuplicates()
        let status = try await world.status("dev")
        #expect(status.phase == .held)
        #expect(status.hold?.kind == .drift)
        let reason = try #require(status.hold?.reason)
        for part in ["is 0.9.5, was 1.0.0", "3 times", "Renovate"] { #expect(reason.contains(part), "\(reason)") }
        #expect(!reason.contains("Ann") && !reason.contains("@"), "\(reason)")
        // The other stages go on.
        #expect(try await world.status("prod").phase == .settled)
        await world.stop()
    }

    @Test("A change by hand is told with who made it, though others have written since")
    func author() async throws {
        let world = World(try .line())
        try await world.start()
        await world.push("1.0.0")
        await world.pass(60)
        let file = "image:\n  tag: 0.9.5 # by hand\n"
        let commit = try #require(
            world.git.commit(
                ["shop.yaml": Array(file.utf8)], to: world.branch("dev"), author: "Bob <bob@example.com>"))
        world.git.commit(["shop.yaml": Array((file + "# a comment\n").utf8)], to: world.branch("dev"))
        world.git.commit(["README.md": []], to: world.branch("dev"))
        await world.pass(400)
        let records = try await world.engine.history(pipeline: "shop", environment: "dev", before: nil, limit: 100)
        let drifted = try #require(records.first { $0.record.action == "drifted" }?.record.message)
        #expect(drifted == "shop.yaml image.tag is 0.9.5, was 1.0.0 (Bob in \(commit.short)).")
        #expect(try await world.status("dev").hold?.reason.contains("(Bob in \(commit.short))") == true)
        await world.stop()
    }
}
