import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing
import Versions

@Suite("The configuration is loaded again", .timeLimit(.minutes(10)))
struct ReloadTests {
    @Test("A gate that is added while a promotion waits applies to it; one that is removed lets it through")
    func gates() async throws {
        let open = try Definitions.line(soakTime: 600)
        let gated = try Definitions.line(soakTime: 600, prod: .gated)
        let world = World(open)
        try await world.start()
        await world.push("1.0.0")
        try await world.reload(gated)
        await world.pass(700)
        #expect(world.declared() == ["1.0.0", "1.0.0", "0.9.0"])
        #expect(try await world.status("prod").phase == .waitingForApproval)
        try await world.reload(open)
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }

    @Test("An approver who lost the right is not counted any more")
    func approver() async throws {
        var definitions = try Definitions.line(prod: .gated)
        let world = World(definitions)
        try await world.start()
        await world.push("1.0.0")
        try await world.order(.hold(environment: "prod", reason: "wait"))
        try await world.order(.approve(environment: "prod", planHash: nil), by: "bob")
        definitions.groups["bob"] = []
        try await world.reload(definitions)
        try await world.order(.resume(environment: "prod"))
        #expect(world.declared("prod") == "0.9.0")
        #expect(try await world.status("prod").phase == .waitingForApproval)
        await world.stop()
    }

    @Test("An environment that moves to another branch is read there at once", arguments: [true, false])
    func otherBranch(_ restarts: Bool) async throws {
        var definitions = try Definitions.line()
        let world = World(definitions)
        try await world.start()
        await world.push("1.0.0")
        let new = Branch(remote: world.branch("prod").remote, name: "next")
        world.git.create(new, files: ["shop.yaml": "image:\n  tag: 0.1.0 # new\n"])
        definitions.environments["prod"]?.branch = new
        try await world.reload(definitions, restarting: restarts)
        await world.pass(5)
        #expect(world.declared("prod") == "1.0.0")
        #expect(try await world.status("prod").hold == nil)
        await world.push("1.1.0")
        #expect(world.history("prod") == ["1.0.0", "1.1.0"])
        await world.stop()
    }

    @Test("A stage that is added to a pipeline starts with what it declares, and gets what was verified before it")
    func newStage() async throws {
        let all = try Definitions.line()
        var short = all
        short.pipelines["shop"]?.stages.removeLast()
        let world = World(all)
        world.definitions = short
        try await world.start()
        await world.push("1.0.0")
        #expect(world.declared() == ["1.0.0", "1.0.0", "0.9.0"])
        try await world.reload(all)
        #expect(world.declared("prod") == "1.0.0")
        try await world.reload(short)
        try await world.reload(all)
        #expect(world.history("prod") == ["1.0.0"])
        await world.stop()
    }

    @Test("A policy that excludes a version keeps it out")
    func policy() async throws {
        var definitions = try Definitions.line()
        let world = World(definitions)
        try await world.start()
        await world.push("1.0.0")
        let range = try SemanticRange("<2.0.0")
        definitions.pipelines["shop"]?.sources[0].policy = VersionPolicy(rule: .semver(range, preReleases: false))
        try await world.reload(definitions)
        await world.push("2.0.0")
        await world.push("1.1.0")
        await world.pass(600)
        #expect(world.history("dev") == ["1.0.0", "1.1.0"])
        await world.stop()
    }

    @Test("Two pipelines may call the same image by different names")
    func namesOfOneImage() async throws {
        var definitions = try Definitions.line(["shop", "store"])
        let shop = try #require(definitions.pipelines["shop"])
        definitions.pipelines["store"]?.sources[0].origin = shop.sources[0].origin
        definitions.pipelines["store"]?.sources[0].name = "backend"
        for index in 0..<3 {
            definitions.pipelines["store"]?.stages[index].edits[0].set[0].value = .text(try Template("${backend.tag}"))
        }
        let world = World(definitions)
        try await world.start()
        await world.push("1.0.0")
        await world.push("1.0.0", to: "store")
        await world.pass(700)
        #expect(world.declared("prod", pipeline: "shop") == "1.0.0")
        #expect(world.declared("prod", pipeline: "store") == "1.0.0")
        await world.stop()
    }
}
