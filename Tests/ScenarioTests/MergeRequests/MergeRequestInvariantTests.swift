import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

/// Hundreds of things in an order that nobody would think of happen to one stage's merge requests; after each the
/// invariants hold.
@Suite("Merge requests under any sequence of events", .timeLimit(.minutes(10)))
struct MergeRequestInvariantTests {
    @Test("One open for each release in flight, merged only as approved, nobody's commit lost", arguments: 1...6)
    func random(seed: Int) async throws {
        let people = try RandomPeople(seed: UInt64(seed))
        try await people.begin()
        for step in 0..<120 {
            try await people.happen()
            if let broken = try people.broken() {
                Issue.record("seed \(seed), step \(step), after \(people.last): \(broken)")
                break
            }
        }
        // Something went on, or the test proves nothing.
        #expect(people.merges.count >= 2, "seed \(seed)")
        #expect(people.pushes >= 3, "seed \(seed)")
        _ = try await people.world.store.verifyAudit()
        await people.world.stop()
    }

    @Test("When nothing goes wrong any more, what is wanted is merged", arguments: 1...3)
    func rest(seed: Int) async throws {
        let people = try RandomPeople(seed: UInt64(seed))
        try await people.begin()
        for _ in 0..<50 { try await people.happen() }
        try await people.makeAmends()
        if let broken = try people.broken() { Issue.record("seed \(seed): \(broken)") }
        #expect(people.world.declared("prod") == people.newest, "seed \(seed)")
        await people.world.stop()
    }
}
