import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("An hour in which nothing happens", .timeLimit(.minutes(1)))
struct QuietHourTests {
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
