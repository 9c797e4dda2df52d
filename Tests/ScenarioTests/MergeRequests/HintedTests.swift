import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Hints about merge requests", .timeLimit(.minutes(10)))
struct MergeRequestHintTests {
    private func world() async throws -> (World, GitAddress, MergeRequest) {
        let world = World(try .line(prodDelivery: .mergeRequests(.manual)))
        try await world.start()
        await world.push("1.0.0")
        let address = try #require(GitAddress(world.branch("prod").remote))
        return (world, address, try await world.request())
    }

    @Test("What happened to a stage's merge request is seen at once")
    func merged() async throws {
        let (world, address, request) = try await world()
        world.forge.mergeByPerson(request.id)
        let hastened = await world.engine.hasten([.mergeRequest(address, number: request.id.number)])
        #expect(hastened == Hastened(follows: ["shop/prod"]))
        await world.pass(0.5)
        #expect(try await world.status("prod").why == "Up to date.")
        await world.stop()
    }

    @Test("A push to its branch is seen at once, and one of another number costs no call to the host")
    func pushed() async throws {
        let (world, address, _) = try await world()
        let own = Branch(remote: world.branch("prod").remote, name: "sluice/shop/prod")
        world.git.commit(["notes.txt": Array("x\n".utf8)], to: own)
        #expect(
            await world.engine.hasten([.git(address, .branch(own.name))]) == Hastened(follows: ["shop/prod"]))
        await world.pass(0.5)
        #expect(try await world.status("prod").why.contains("which Sluice leaves alone"))
        let calls = world.forge.calls.values.count
        _ = await world.engine.hasten([.mergeRequest(address, number: 77)])
        await world.pass(0.5)
        #expect(world.forge.calls.values.count == calls)
        await world.stop()
    }
}
