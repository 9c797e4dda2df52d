import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Releases are verified on their way", .timeLimit(.minutes(10)))
struct VerifyingScenarioTests {
    private static let smoke = Verification(
        name: "smoke", .command(CommandVerification(arguments: ["true"])), interval: 10, count: 5, allowedFailures: 1)

    /// Every stage is verified by five measurements, ten seconds apart.
    private func world(_ rule: FailureRule? = nil, prod: Protection = Protection()) throws -> World {
        var definitions = try Definitions.line(prod: prod)
        for name in definitions.environments.keys {
            definitions.environments[name]?.verifications = [Self.smoke]
            definitions.environments[name]?.onFailure = rule
        }
        return World(definitions)
    }

    @Test("Each stage is measured to the end before the next one begins")
    func through() async throws {
        let world = try world()
        try await world.start()
        await world.push("1.0.0")
        #expect(world.declared() == ["1.0.0", "0.9.0", "0.9.0"])
        await world.pass(20)
        let status = try await world.status("dev")
        #expect(status.phase == .verifying)
        #expect(status.why == "1.0.0 is live and verifying: command smoke 3 of 5.")
        await world.pass(20)
        #expect(world.declared() == ["1.0.0", "1.0.0", "0.9.0"])
        await world.pass(100)
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        #expect(world.verifier.requests.values.count == 15)
        let dev = world.verifier.requests.values.filter { $0.subject.stage.environment == "dev" }
        #expect(dev.map(\.number) == [1, 2, 3, 4, 5])
        #expect(Set(dev.map(\.subject.revision)) == [try #require(world.git.tip(of: world.branch("dev")))])
        #expect(dev.allSatisfy { $0.now >= $0.liveSince })
        await world.stop()
    }

    @Test("A daemon that is killed in the middle goes on where it was", arguments: 0..<12)
    func restart(_ crash: Int) async throws {
        let world = try world()
        try await world.start()
        let store = world.store
        await world.stop()
        let dying = FragileStore(store, lasting: crash)
        world.wrapStore = { _ in dying }
        try await world.start()
        await world.push("1.0.0")
        await world.pass(30)
        await world.stop()
        world.wrapStore = { $0 }
        try await world.start()
        await world.pass(900)
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        for stage in ["dev", "staging", "prod"] { #expect(world.history(stage) == ["1.0.0"]) }
        await world.stop()
    }

    @Test("What was measured before a restart counts after it")
    func kept() async throws {
        let world = try world()
        try await world.start()
        await world.push("1.0.0")
        await world.pass(20)
        try await world.restart()
        #expect(try await world.status("dev").verifications?.first?.passed == 3)
        await world.pass(20)
        #expect(
            world.verifier.requests.values.filter { $0.subject.stage.environment == "dev" }.map(\.number).max() == 5)
        #expect(world.declared("staging") == "1.0.0")
        await world.stop()
    }

    @Test("A release that fails in prod goes back by a commit of its own, tells why, and stays back over a restart")
    func rollback() async throws {
        let world = try world(.rollback)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(300)
        world.verifier.always(.failed("12 % of requests fail"), for: "smoke@1.1.0")
        try await world.order(.hold(environment: "dev", reason: "wait"))
        await world.push("1.1.0")
        try await world.order(.resume(environment: "dev"))
        await world.pass(300)
        #expect(world.history("dev") == ["1.0.0", "1.1.0", "1.0.0"])
        #expect(world.declared() == ["1.0.0", "1.0.0", "1.0.0"])
        let trailers = try #require(world.promotions("dev").last)
        #expect(trailers.hold?.contains("12 % of requests fail") == true)
        try await world.restart()
        await world.pass(900)
        #expect(world.history("dev") == ["1.0.0", "1.1.0", "1.0.0"])
        let status = try await world.status("dev")
        #expect(status.phase == .held)
        #expect(status.current?.verifiedAt != nil)
        await world.stop()
    }

    @Test("After a lost database a release that was being verified is verified anew, and a failed one leads to a hold")
    func lostDatabase() async throws {
        let world = try world(.rollback)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(20)
        await world.loseDatabase()
        try await world.start()
        #expect(try await world.status("dev").phase == .verifying)
        await world.pass(100)
        #expect(world.declared("staging") == "1.0.0")
        world.verifier.always(.failed("ill"), for: "smoke")
        await world.loseDatabase()
        try await world.start()
        await world.pass(100)
        let status = try await world.status("dev")
        #expect(status.hold?.kind == .failure)
        #expect(world.history("dev") == ["1.0.0"])
        await world.stop()
    }

    @Test("A merge request's people are told of the verification, and of each failure, not of every measurement")
    func mergeRequest() async throws {
        var definitions = try Definitions.line(prodDelivery: .mergeRequests(.auto))
        definitions.environments["prod"]?.verifications = [Self.smoke]
        let world = World(definitions)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(20)
        let request = try await world.request()
        #expect(try await world.status("prod").phase == .verifying)
        let told = world.forge.statuses(on: request.head, in: try world.prod)
        #expect(told.last?.state == .pending)
        #expect(told.last?.summary.contains("verifying: command smoke") == true)
        #expect(told.filter { $0.summary.contains("verifying") }.count == 1)
        await world.pass(60)
        #expect(try await world.status("prod").phase == .settled)
        #expect(world.forge.statuses(on: request.head, in: try world.prod).last?.state == .success)
        await world.stop()
    }
}
