import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("What is handed off is looked at as often as its reconciler wants, and at once where there is news")
struct FollowingTests {
    private func world(_ reconciler: ReconcilerKind = .none, pace: ObservationPace) async throws -> World {
        let world = World(try .line(reconciler: reconciler))
        world.reconciler.setManual(true)
        world.reconciler.setPace(pace)
        try await world.start()
        await world.push("1.0.0")
        return world
    }

    private func stage(_ world: World) -> StageID { StageID(pipeline: "shop", environment: "dev") }

    @Test("Runs that take long are asked for less often: every five seconds at first, and every thirty at last")
    func easing() async throws {
        let world = try await world(pace: .easing)
        var counts: [Int] = []
        for _ in 0..<10 {
            let before = world.reconciler.observations.values.count
            await world.pass(60)
            counts.append(world.reconciler.observations.values.count - before)
        }
        #expect(counts[0] >= 8 && counts[0] <= 12, "\(counts)")
        #expect(counts.suffix(6).allSatisfy { $0 == 2 }, "\(counts)")
    }

    @Test("What tells of its changes is looked at rarely, and at once when it does")
    func news() async throws {
        let world = try await world(pace: .told)
        await world.pass(10)
        let before = world.reconciler.observations.values.count
        await world.pass(49)
        #expect(world.reconciler.observations.values.count <= before + 1)
        world.reconciler.carryOn()
        let now = world.clock.now
        await world.engine.hear([stage(world)])
        await world.rest()
        #expect(world.clock.now == now)
        #expect(try await world.status("dev").promotion == nil)
    }

    @Test("A flood of news has it looked at once a second, and the last is not lost")
    func flood() async throws {
        let world = try await world(pace: .told)
        await world.pass(10)
        let before = world.reconciler.observations.values.count
        for _ in 0..<200 {
            await world.engine.hear([stage(world)])
            await world.rest()
        }
        #expect(world.reconciler.observations.values.count == before + 1)
        world.reconciler.carryOn()
        await world.engine.hear([stage(world)])
        await world.pass(1)
        #expect(try await world.status("dev").promotion == nil)
    }

    @Test("News of what nobody waits for change nothing, and none hurry what failed for now")
    func nothing() async throws {
        let world = try await world(pace: .told)
        await world.engine.hear([
            StageID(pipeline: "shop", environment: "prod"), StageID(pipeline: "gone", environment: "x"),
        ])
        world.reconciler.failNextObservations(.transient("It is asked too often.", retryAfter: 600))
        await world.pass(61)
        let before = world.reconciler.observations.values.count
        await world.engine.hear([stage(world)])
        await world.pass(100)
        #expect(world.reconciler.observations.values.count == before)
    }

    @Test("A hint of the branch has a run looked at at once, and no other reconciler")
    func hint() async throws {
        let server = ForgeDefinition(kind: .gitlab, url: "https://gitlab.example.com", token: .environment("T"))
        let runner = ReconcilerKind.gitlabCI(GitLabCIReconciler(host: .server(server)))
        for (kind, isHastened) in [(runner, true), (.none, false)] {
            let world = try await world(kind, pace: .told)
            await world.pass(10)
            let address = try #require(GitAddress(world.branch("dev").remote))
            let before = world.reconciler.observations.values.count
            _ = await world.engine.hasten([.git(address, .branch("main"))])
            await world.rest()
            #expect(world.reconciler.observations.values.count == before + (isHastened ? 1 : 0))
            _ = await world.engine.hasten([.git(address, .branch("other"))])
            await world.pass(2)
            #expect(world.reconciler.observations.values.count == before + (isHastened ? 1 : 0))
        }
    }

    @Test("A look that shows what was known saves nothing")
    func quiet() async throws {
        let world = try await world(pace: .steady)
        await world.pass(10)
        let before = world.store.commitCount
        await world.pass(60)
        #expect(world.store.commitCount == before)
    }
}
