import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("The database is lost", .timeLimit(.minutes(10)))
struct LostDatabaseTests {
    private let names = ["a", "b", "c", "d", "e"]

    /// Each in another state: deploying, failed, approved but held, soaking, landed with the answer unread.
    private func fivePromotions() async throws -> World {
        let world = World(try .line(names, soakTime: 600))
        try await world.start()
        for name in names { await world.push("1.0.0", to: name) }
        await world.pass(700)
        for name in names { #expect(world.declared("prod", pipeline: name) == "1.0.0") }
        let staging = StageID(pipeline: "a", environment: "staging")
        world.reconciler.script(.progressing(reason: "1 of 3"), .progressing(reason: "2 of 3"), for: staging)
        await world.push("1.1.0", to: "a")
        world.reconciler.script(.failed(reason: "no image"), for: StageID(pipeline: "b", environment: "staging"))
        await world.push("1.1.0", to: "b")
        try await world.order(.hold(environment: "dev", reason: "lunch"), in: "c")
        await world.push("1.1.0", to: "c")
        await world.push("1.1.0", to: "d")
        world.git.failNextPushes(.cutAfter, to: world.branch("dev"))
        await world.push("1.1.0", to: "e")
        return world
    }

    @Test("In the middle of five promotions: each goes on, and nothing is written twice")
    func fiveInFlight() async throws {
        let world = try await fivePromotions()
        await world.loseDatabase()
        try await world.start()
        for name in names { #expect(try await world.status("dev", of: name).current?.title == "1.1.0") }
        await world.pass(1400)
        // The hold was lost with the database, and so c goes on; b's failed deployment is looked at once more.
        for name in names {
            for stage in ["dev", "staging", "prod"] {
                #expect(world.history(stage, pipeline: name) == ["1.0.0", "1.1.0"], "\(name)/\(stage)")
            }
        }
        world.expectNoDuplicates()
        await world.stop()
    }

    @Test("After a rollback: it still holds, whatever is newer, until a person lifts it")
    func afterRollback() async throws {
        let world = World(try .line())
        try await world.start()
        for tag in ["1.0.0", "1.1.0"] { await world.push(tag) }
        try await world.order(.rollback(environment: "prod", release: nil, reason: "errors"))
        #expect(world.history("prod") == ["1.0.0", "1.1.0", "1.0.0"])
        await world.loseDatabase()
        try await world.start()
        await world.push("1.2.0")
        await world.pass(3600)
        #expect(world.declared() == ["1.2.0", "1.2.0", "1.0.0"])
        #expect(try await world.status("prod").hold?.reason == "errors")
        try await world.order(.resume(environment: "prod"))
        #expect(world.declared("prod") == "1.2.0")
        world.expectNoDuplicates()
        await world.stop()
    }

    @Test("A gated stage starts held, and asks for its approvals anew")
    func gated() async throws {
        let world = World(try .line(prod: .gated))
        try await world.start()
        await world.push("1.0.0")
        try await world.order(.approve(environment: "prod", planHash: nil))
        await world.push("1.1.0")
        await world.loseDatabase()
        try await world.start()
        await world.pass(600)
        let prod = try await world.status("prod")
        #expect(prod.phase == .held)
        #expect(prod.current?.title == "1.0.0")
        try await world.order(.resume(environment: "prod"))
        #expect(try await world.status("prod").phase == .waitingForApproval)
        try await world.order(.approve(environment: "prod", planHash: nil))
        #expect(world.history("prod") == ["1.0.0", "1.1.0"])
        await world.stop()
    }

    @Test("While a remote is away: what it remembers takes nothing back, and nothing is stuck when it returns")
    func remoteAway() async throws {
        let world = World(try .line())
        try await world.start()
        for tag in ["1.0.0", "1.1.0"] { await world.push(tag) }
        try await world.order(.hold(environment: "staging", reason: "a while"))
        await world.push("1.2.0")
        await world.loseDatabase()
        for stage in ["dev", "staging", "prod"] {
            world.git.setOutage(.transient("No route to host."), of: world.branch(stage).remote)
        }
        try await world.start()
        await world.push("1.3.0")
        for stage in ["prod", "staging", "dev"] {
            world.git.setOutage(nil, of: world.branch(stage).remote)
            await world.pass(900)
        }
        #expect(world.declared() == ["1.3.0", "1.3.0", "1.3.0"])
        #expect(world.history("dev") == ["1.0.0", "1.1.0", "1.2.0", "1.3.0"])
        world.expectNoDuplicates()
        await world.stop()
    }
}
