import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Fifty pipelines among faults", .timeLimit(.minutes(10)))
struct ManyPipelinesTests {
    @Test("Whatever fails, every release arrives once in every stage, in order", arguments: [UInt64](1...2))
    func randomFaults(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let names = (0..<50).map { "app\($0)" }
        let world = World(try .line(names, queue: .every))
        let fragile = FragileStore(world.store, lasting: .max)
        world.wrapStore = { _ in fragile }
        var released: [String: [String]] = [:]
        for name in names {
            released[name] = ["1.0.0"]
            world.registry.push("1.0.0", to: world.repository(name))
        }
        try await world.start()
        await world.pass(60)
        for round in 1...10 {
            for name in names where Int.random(in: 0..<4, using: &generator) == 0 {
                let tag = "1.\(round).0"
                released[name, default: []].append(tag)
                world.registry.push(tag, to: world.repository(name))
            }
            for _ in 0..<3 { try await befall(world, fragile, using: &generator) }
            await world.pass(Double.random(in: 10...400, using: &generator))
        }
        fragile.last(.max)
        for stage in ["dev", "staging", "prod"] { world.git.setOutage(nil, of: world.branch(stage).remote) }
        for name in names { world.registry.setOutage(nil, in: world.repository(name)) }
        await world.pass(3600)
        for name in names {
            for stage in ["dev", "staging", "prod"] {
                let history = world.history(stage, pipeline: name)
                #expect(history == released[name] ?? [], "seed \(seed), \(name)/\(stage)")
                #expect(
                    world.declared(stage, pipeline: name) == released[name]?.last,
                    "seed \(seed), \(name)/\(stage)")
            }
        }
        world.expectNoDuplicates("seed \(seed)")
        _ = try await world.store.verifyAudit()
        await world.stop()
    }

    /// Lets something go wrong.
    private func befall(
        _ world: World, _ fragile: FragileStore, using generator: inout SeededGenerator
    ) async throws {
        let branch = world.branch(["dev", "staging", "prod"].randomElement(using: &generator) ?? "dev")
        let name = "app\(Int.random(in: 0..<50, using: &generator))"
        let number = Int.random(in: 0..<1000, using: &generator)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: world.git.failNextPushes(.cutBefore, to: branch)
        case 1: world.git.failNextPushes(.cutAfter, to: branch)
        case 2: world.git.failNextPushes(.race(["notes.txt": Array("\(number)".utf8)]), to: branch)
        case 3: world.git.setOutage(.transient("No route to host."), of: branch.remote)
        case 4: world.git.setOutage(nil, of: branch.remote)
        case 5: world.registry.setOutage(.transient("HTTP 502."), in: world.repository(name))
        case 6: world.registry.setOutage(nil, in: world.repository(name))
        case 7: world.git.failNextReads(.transient("Connection reset."), of: branch.remote)
        case 8: fragile.last(Int.random(in: 0..<5, using: &generator))
        default:
            fragile.last(.max)
            try await world.restart()
        }
    }
}
