import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Hints")
struct HintTests {
    private let world: World

    init() throws { world = World(try .line()) }

    private func address(_ environment: String) throws -> GitAddress {
        try #require(GitAddress(world.branch(environment).remote))
    }

    @Test("One brings a scan forward by exactly the pipelines that watch its image, and is believed in nothing else")
    func image() async throws {
        try await world.start()
        world.registry.push("1.0.0", to: world.repository())
        #expect(await world.engine.hasten([.image(world.repository(), tag: "9.9.9")]) == Hastened(scans: ["shop"]))
        await world.rest()
        // What the hint named is not there; what the registry has is taken.
        #expect(world.declared("dev") == "1.0.0")
        let stranger = try ImageRepository("registry.example.com/somebody/else")
        #expect(await world.engine.hasten([.image(stranger, tag: "1.0.0")]) == Hastened())
    }

    @Test("One brings a look at a branch forward, whatever the scheme of the address")
    func branch() async throws {
        try await world.start()
        let branch = world.branch("staging")
        let remote = branch.remote
        let hints = try ["https://\(remote.host)\(remote.path)", "git@\(remote.host):\(remote.path.dropFirst())"].map {
            Hint.git(try #require(GitAddress($0)), .branch(branch.name))
        }
        #expect(await world.engine.hasten(Set(hints)) == Hastened(looks: [branch.description]))
        let other = Hint.git(try address("staging"), .branch("feature"))
        let tag = Hint.git(try address("staging"), .tag("1.0.0"))
        #expect(await world.engine.hasten([other, tag]) == Hastened())
    }

    @Test("What a person wrote is seen at once after a hint, long before its interval")
    func seen() async throws {
        try await world.start()
        world.edit("dev", to: "7.7.7")
        let before = world.clock.now
        _ = await world.engine.hasten([.git(try address("dev"), .anything)])
        await world.rest()
        #expect(world.clock.now == before)
        #expect(try await world.status("dev").hold != nil)
    }

    @Test("One of a merge request has the repository's branches read")
    func mergeRequest() async throws {
        try await world.start()
        let hint = Hint.mergeRequest(try address("prod"), number: 7)
        #expect(await world.engine.hasten([hint]) == Hastened(looks: [world.branch("prod").description]))
    }

    @Test("A flood of them has a registry asked once a second, and the last one is not lost")
    func flood() async throws {
        try await world.start()
        await world.pass(10)
        let before = world.registry.scanCount(world.repository())
        let hints: Set<Hint> = [.image(world.repository(), tag: nil)]
        for _ in 0..<500 {
            #expect(await world.engine.hasten(hints) == Hastened(scans: ["shop"]))
            await world.rest()
        }
        #expect(world.registry.scanCount(world.repository()) == before + 1)
        world.registry.push("2.0.0", to: world.repository())
        #expect(await world.engine.hasten(hints) == Hastened(scans: ["shop"]))
        await world.pass(1)
        #expect(world.registry.scanCount(world.repository()) == before + 2)
        #expect(world.declared("dev") == "2.0.0")
    }

    @Test("After a reload hints find what is configured now")
    func reloaded() async throws {
        try await world.start()
        let hint: Set<Hint> = [.image(world.repository(), tag: nil)]
        #expect(await world.engine.hasten(hint) == Hastened(scans: ["shop"]))
        var definitions = world.definitions
        definitions.pipelines = [:]
        try await world.reload(definitions)
        #expect(await world.engine.hasten(hint) == Hastened())
    }
}
