import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Servers fail", .timeLimit(.minutes(10)))
struct TroubleTests {
    @Test("A connection that breaks before or after the push arrived makes one commit")
    func ambiguous() async throws {
        for fault in [FakeGitServer.PushFault.cutBefore, .cutAfter] {
            let world = World(try .line())
            try await world.start()
            for stage in ["dev", "staging", "prod"] {
                world.git.failNextPushes(fault, fault, to: world.branch(stage))
            }
            await world.push("1.0.0")
            await world.pass(60)
            for stage in ["dev", "staging", "prod"] { #expect(world.history(stage) == ["1.0.0"]) }
            world.expectNoDuplicates()
            await world.stop()
        }
    }

    @Test("A commit whose answer never came before the server went away is found when it is back")
    func ambiguousAndAway() async throws {
        let world = World(try .line())
        try await world.start()
        let dev = world.branch("dev")
        // Every push arrives, and no answer does, until the client gives up for now.
        world.git.failNextPushes(.cutAfter, to: dev)
        world.git.failNextReads(.transient("Connection reset."), of: dev.remote)
        await world.push("1.0.0")
        await world.pass(30)
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        world.expectNoDuplicates()
        await world.stop()
    }

    @Test("Races with other writers are won in the end, and lose nothing of theirs")
    func races() async throws {
        let world = World(try .line())
        try await world.start()
        let dev = world.branch("dev")
        for number in 0..<20 {
            world.git.failNextPushes(.race(["notes-\(number).txt": Array("\(number)".utf8)]), to: dev)
        }
        await world.push("1.0.0")
        await world.pass(60)
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        for number in 0..<20 { #expect(world.git.text("notes-\(number).txt", on: dev) == "\(number)") }
        world.expectNoDuplicates()
        await world.stop()
    }

    @Test("A race that changes the very value holds the stage, and does not overwrite the other's")
    func raceForTheValue() async throws {
        let world = World(try .line())
        try await world.start()
        let other = ["shop.yaml": Array("image:\n  tag: 0.9.5 # by hand\n".utf8)]
        world.git.failNextPushes(.race(other), to: world.branch("dev"))
        await world.push("1.0.0")
        await world.pass(600)
        #expect(world.declared("dev") == "0.9.5")
        #expect(try await world.status("dev").phase == .held)
        try await world.order(.resume(environment: "dev"))
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        await world.stop()
    }

    @Test("A hook that declines stops that promotion with its words, and nothing else")
    func declined() async throws {
        let world = World(try .line(["shop", "other"]))
        try await world.start()
        world.git.failNextPushes(.declined(.permanent("The hook said: no Fridays.")), to: world.branch("dev"))
        await world.push("1.0.0")
        await world.push("1.0.0", to: "other")
        #expect(try await world.status("dev").why.contains("no Fridays"))
        #expect(world.declared("prod", pipeline: "other") == "1.0.0")
        await world.pass(3600)
        #expect(world.declared("dev") == "0.9.0")
        try await world.order(.retry(environment: "dev"))
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        await world.stop()
    }

    @Test("A repository that is mended is seen without a restart, though the problem was permanent")
    func mended() async throws {
        let world = World(try .line())
        let dev = world.branch("dev")
        world.git.commit(["shop.yaml": nil], to: dev)
        try await world.start()
        #expect(try await world.status("dev").why.contains("there is no such file"))
        await world.pass(3600)
        world.edit("dev", to: "0.9.0")
        await world.push("1.0.0")
        await world.pass(700)
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        await world.stop()
    }

    @Test("A hung remote delays nobody else, and goes on when it answers again")
    func hung() async throws {
        let world = World(try .line(["shop", "other"]))
        let hung = HungRemotes(world.remotes)
        world.wrapRemotes = { _ in hung }
        try await world.start()
        hung.hang(world.branch("staging").remote)
        for pipeline in ["shop", "other"] {
            await world.pushWithoutRest("1.0.0", to: pipeline)
            await world.waitUntil { $0.declared("dev", pipeline: pipeline) == "1.0.0" }
        }
        await world.pushWithoutRest("1.1.0")
        await world.waitUntil { $0.declared("dev") == "1.1.0" && hung.hanging > 0 }
        #expect(world.declared("staging") == "0.9.0")
        hung.letGo()
        await world.pass(120)
        #expect(world.declared() == ["1.1.0", "1.1.0", "1.1.0"])
        #expect(world.declared("prod", pipeline: "other") == "1.0.0")
        await world.stop()
    }

    @Test("While nothing can be saved nothing is sent; afterwards everything goes on")
    func fullDisk() async throws {
        let world = World(try .line())
        let fragile = FragileStore(world.store, lasting: .max)
        world.wrapStore = { _ in fragile }
        try await world.start()
        fragile.last(0)
        await world.push("1.0.0")
        await world.pass(900)
        #expect(world.declared() == ["0.9.0", "0.9.0", "0.9.0"])
        #expect(await world.engine.storeProblem != nil)
        await #expect(throws: Problem.self) { try await world.order(.hold(environment: "dev", reason: "x")) }
        world.edit("prod", to: "0.8.0")
        await world.pass(900)
        fragile.last(.max)
        await world.pass(700)
        #expect(await world.engine.storeProblem == nil)
        #expect(world.declared() == ["1.0.0", "1.0.0", "0.8.0"])
        #expect(try await world.status("prod").phase == .held)
        await world.stop()
    }

    @Test("A change by a person that could not be saved is seen when it can be, though the branch stands still")
    func unsavedDrift() async throws {
        let world = World(try .line())
        let fragile = FragileStore(world.store)
        world.wrapStore = { _ in fragile }
        try await world.start()
        fragile.last(0)
        world.edit("prod", to: "0.8.0")
        await world.pass(900)
        #expect(try await world.status("prod").phase != .held)
        fragile.last(.max)
        await world.pass(700)
        #expect(try await world.status("prod").phase == .held)
        await world.stop()
    }

    @Test("A disk that fails in the middle of each step loses nothing", arguments: 0..<12)
    func failingSteps(_ commits: Int) async throws {
        let world = World(try .line(soakTime: 60))
        let fragile = FragileStore(world.store, lasting: .max)
        world.wrapStore = { _ in fragile }
        try await world.start()
        fragile.last(commits)
        await world.push("1.0.0")
        await world.pass(120)
        fragile.last(.max)
        await world.pass(900)
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        for stage in ["dev", "staging", "prod"] { #expect(world.history(stage) == ["1.0.0"]) }
        await world.stop()
    }

    @Test("A tag that moved before it was sent stops; one that moved after its commit arrived does not")
    func movedTag() async throws {
        let world = World(try .line())
        try await world.start()
        try await world.order(.hold(environment: "staging", reason: "wait"))
        await world.push("1.0.0")
        await world.push("1.0.0", digest: "sha256:" + String(repeating: "b", count: 64))
        try await world.order(.resume(environment: "staging"))
        #expect(world.declared() == ["1.0.0", "0.9.0", "0.9.0"])
        #expect(try await world.status("staging").why.contains("the release has"))
        await world.stop()
    }

    @Test("A pattern that matches too many files is the trouble of its own stage, and of no other on the branch")
    func greedyPattern() async throws {
        var definitions = try Definitions.line(["shop", "web"])
        // Two patterns that might match one file, so that each stage's plan looks at the other's files too.
        for (pipeline, pattern) in [("shop", "*p.yaml"), ("web", "**/x*.yaml")] {
            let set = definitions.pipelines[pipeline]?.stages[0].edits[0].set ?? []
            definitions.pipelines[pipeline]?.stages[0].edits = [
                FileEdits(file: try Template(pattern), isPattern: true, set: set)
            ]
        }
        let world = World(definitions)
        let many = (0...FilePattern.mostMatches).map { ("many/x\($0).yaml", Array("image:\n  tag: 0.9.0\n".utf8)) }
        world.git.commit(Dictionary(uniqueKeysWithValues: many), to: world.branch("dev"))
        try await world.start()
        await world.push("1.0.0", to: "shop")
        await world.push("1.0.0", to: "web")
        await world.pass(60)
        #expect(world.declared("dev", pipeline: "shop") == "1.0.0")
        #expect(world.history("dev", pipeline: "web") == [])
        let why = try await world.status("dev", of: "web").why
        #expect(why.contains("`**/x*.yaml` matches more than 1000 files"), "\(why)")
        await world.stop()
    }
}
