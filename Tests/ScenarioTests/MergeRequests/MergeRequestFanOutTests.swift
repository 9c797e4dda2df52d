import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("A group of stages with merge requests", .timeLimit(.minutes(10)))
struct MergeRequestFanOutTests {
    @Test("All are opened at once, and merged one at a time, each when the one before it is verified")
    func turns() async throws {
        let members = ["dev", "staging", "prod"]
        var definitions = try Definitions.line()
        let group = StageGroup(name: "all", members: members, maxParallel: 1)
        for (index, member) in members.enumerated() {
            definitions.pipelines["shop"]?.stages[index].after = []
            definitions.pipelines["shop"]?.stages[index].group = group
            definitions.environments[member]?.delivery = .mergeRequests(.auto)
            definitions.environments[member]?.verifications = [Verification(name: "calm", .wait(600))]
        }
        let world = World(definitions)
        try await world.start()
        await world.push("1.0.0")
        for member in members {
            #expect(world.forge.count(of: try #require(ForgeRepository(of: world.branch(member).remote))) == 1)
        }
        for count in 1...3 {
            await world.pass(300)
            let merged = members.filter { world.declared($0) == "1.0.0" }
            #expect(merged == Array(members.prefix(count)))
            for member in members.dropFirst(count) {
                let status = try await world.status(member)
                #expect(status.waiting.contains { $0.gate == .turn })
            }
            await world.pass(330)
        }
        world.expectNoDuplicates()
        await world.stop()
    }
}
