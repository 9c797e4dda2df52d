import Engine
import Foundation
import MergeRequestTexts
import PortsTestKit
import Promotion
import Testing

@Suite("What is said on a merge request and put on it", .timeLimit(.minutes(10)))
struct MergeRequestTellingTests {
    private func world(_ delivery: Delivery = .mergeRequests(.manual)) throws -> World {
        World(try .line(prod: .gated, prodDelivery: delivery))
    }

    @Test("A person's reason shows as what it is in the last comment, also where the environment is gone")
    func lastWords() async throws {
        let world = try world()
        world.writer = MergeRequestTexts()
        try await world.start()
        await world.push("1.0.0")
        let first = try await world.request()
        try await world.order(.reject(environment: "prod", reason: "@ann Fixes #1 <b>now</b>"))
        await world.pass(10)
        let said = try #require(world.forge.comments(on: first.id).last?.text)
        #expect(said.contains("**Rejected** by alice"))
        for word in ["@ann", "#1", "<b>"] { #expect(!said.contains(word), "\(said)") }
        #expect(MergeRequestMarker(in: said)?.kind == .closing)

        await world.push("1.1.0")
        let second = try await world.request(2)
        var definitions = world.definitions
        definitions.pipelines["shop"]?.stages.removeAll { $0.environment == "prod" }
        definitions.environments["prod"] = nil
        try await world.reload(definitions)
        await world.pass(10)
        #expect(try await world.forge.read(second.id, .basics)?.state == .closed)
        #expect(world.forge.comments(on: second.id).last?.text.contains("removed from the configuration") == true)
        await world.stop()
    }

    @Test("Killed right after it was opened: labels and reviewers are put on it at the next start, and once")
    func killedAfterOpening() async throws {
        let world = try world(.mergeRequests(.manual, reviewers: ["bob"]))
        let dying = FragileStore(world.store)
        world.wrapStore = { _ in dying }
        world.crashPoint = CrashPoint { if $0 == .mergeRequestOpened { dying.last(0) } }
        try await world.start()
        await world.push("1.0.0")
        await world.stop()
        #expect(try await world.request().labels == [])
        world.wrapStore = { $0 }
        world.crashPoint = CrashPoint { _ in }
        try await world.start()
        await world.pass(10)
        #expect(try world.requestCount() == 1)
        #expect(try await world.request().labels == ["promotion"])
        #expect(try await world.request().reviewers == ["bob"])
        let updates = world.forge.calls.values.count { $0 == .update }
        try await world.restart()
        await world.pass(3600)
        #expect(world.forge.calls.values.count { $0 == .update } == updates)
        await world.stop()
    }

    @Test("A reviewer whom the host does not know is told of, and keeps nothing else from being done")
    func refusedReviewer() async throws {
        let world = try world(.mergeRequests(.auto, reviewers: ["bob", "ghost"]))
        world.forge.know(["bob"], in: try world.prod)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(10)
        let request = try await world.request()
        #expect(request.labels == ["promotion"])
        #expect(request.reviewers == ["bob"])
        let waiting = try await world.status("prod")
        #expect(waiting.why.contains("ghost is not asked for a review: There is no account ghost."))
        #expect(try await world.records("notAsked").count == 1)
        let calls = world.forge.calls.values.count { $0 == .update }
        await world.pass(3600)
        #expect(world.forge.calls.values.count { $0 == .update } == calls)

        // Once it is mended, the next load of the configuration asks again.
        world.forge.know(["bob", "ghost"], in: try world.prod)
        try await world.restart()
        await world.pass(10)
        #expect(try await world.request().reviewers == ["bob", "ghost"])
        #expect(try await !world.status("prod").why.contains("ghost"))
        try await world.order(.approve(environment: "prod", planHash: waiting.planHash))
        await world.pass(10)
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }

    @Test("Labels that cannot be put on for now are put on later, and the promotion goes on meanwhile")
    func labelsLater() async throws {
        let world = try world(.mergeRequests(.auto))
        world.forge.failNext(.update, .transient("502"), .transient("502"), .transient("502"))
        try await world.start()
        await world.push("1.0.0")
        #expect(try await world.request().labels == [])
        #expect(try await world.status("prod").phase == .waitingForApproval)
        await world.pass(60)
        #expect(try await world.request().labels == ["promotion"])
        await world.stop()
    }

    @Test("While the host works out what can be merged it is asked less and less, and sooner once the base moves")
    func computing() async throws {
        let world = World(try .line(prodDelivery: .mergeRequests(.auto)))
        world.forge.compute(try world.prod, true)
        try await world.start()
        func reads(_ seconds: TimeInterval) async -> Int {
            let before = world.forge.calls.values.count { $0 == .read }
            await world.pass(seconds)
            return world.forge.calls.values.count { $0 == .read } - before
        }
        await world.push("1.0.0")
        #expect(await reads(62) <= 8)
        #expect(await reads(600) <= 12)
        #expect(try await world.status("prod").why.contains("still working it out"))
        #expect(await reads(3) == 0)
        world.git.commit(["other.yaml": Array("x: 1\n".utf8)], to: world.branch("prod"))
        let address = try #require(GitAddress(world.branch("prod").remote))
        _ = await world.engine.hasten([.git(address, .branch("main"))])
        #expect(await reads(3) >= 1)
        world.forge.compute(try world.prod, false)
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }
}
