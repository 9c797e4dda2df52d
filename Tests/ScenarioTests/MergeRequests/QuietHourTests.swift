import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("An hour in which nothing happens", .timeLimit(.minutes(10)))
struct QuietHourTests {
    @Test("From open to merged a promotion costs at most eight calls, its labels and reviewers included")
    func promotion() async throws {
        for protection in [Protection(), .gated] {
            let delivery = Delivery.mergeRequests(.auto, reviewers: ["bob"])
            let world = World(try .line(prod: protection, prodDelivery: delivery))
            try await world.start()
            let before = world.forge.calls.values.count
            await world.push("1.0.0")
            await world.pass(10)
            if !protection.approvalRules.isEmpty {
                try await world.order(.approve(environment: "prod", planHash: nil))
                await world.pass(10)
            }
            #expect(world.declared("prod") == "1.0.0")
            #expect(try await world.request().labels == ["promotion"])
            let calls = world.forge.calls.values.dropFirst(before)
            let merged = calls.firstIndex(of: .merge) ?? calls.endIndex
            // Adapters look for one that is there before they open or comment.
            let costs = calls[..<merged].map { $0 == .open || $0 == .comment ? 2 : 1 } + [1]
            #expect(costs.reduce(0, +) <= 8, "\(calls[..<merged])")
            await world.stop()
        }
    }

    @Test("Where webhooks tell, an open merge request costs one call an hour")
    func calls() async throws {
        let names = (1...20).map { "shop\($0)" }
        let delivery = MergeRequestDelivery(forge: "forge", merging: .auto, interval: 3600)
        let world = World(try .line(names, prod: .gated, prodDelivery: .mergeRequest(delivery)))
        try await world.start()
        for name in names { await world.push("1.0.0", to: name) }
        await world.pass(120)
        #expect(try world.requestCount() == names.count)
        let before = world.forge.calls.values.count
        await world.pass(3600)
        let calls = world.forge.calls.values.dropFirst(before)
        #expect(calls.count == names.count, "\(Dictionary(grouping: calls) { $0 }.mapValues(\.count))")
        await world.stop()
    }
}
