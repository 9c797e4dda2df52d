import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("What is live changes after it was verified", .timeLimit(.minutes(10)))
struct LiveDriftScenarioTests {
    private let dev = StageID(pipeline: "shop", environment: "dev")

    /// Everything runs 1.0.0.
    private func settled(
        _ action: LiveDriftRule.Action, soakTime: TimeInterval = 0, plansEvery seconds: TimeInterval? = nil
    ) async throws -> World {
        let looks = ReconcilerKind.command(
            CommandReconciler(arguments: ["deploy"], observation: CommandObservation(arguments: ["look"])))
        let runs = try ReconcilerKind.terraform(
            TerraformReconciler(
                token: .environment("T"), organization: "o", workspace: Template("w"), start: .dispatch,
                driftRun: seconds))
        var definitions = try Definitions.line(soakTime: soakTime, reconciler: seconds == nil ? looks : runs)
        for name in definitions.environments.keys {
            definitions.environments[name]?.liveDrift = LiveDriftRule(action)
        }
        definitions.subscribers = [.init(name: "chat", topics: [.drift])]
        let world = World(definitions)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(60)
        return world
    }

    private func actions(_ world: World, _ action: String, _ environment: String = "dev") async throws -> Int {
        try await world.engine.history(pipeline: "shop", environment: environment, before: nil, limit: 1000)
            .count { $0.record.action == action }
    }

    private func notices(_ world: World) async throws -> [String] {
        try await world.store.dueNotices(to: "chat", now: .distantFuture, limit: 100).map(\.notice.message)
    }

    @Test("It is told once, the release stays where it is and soaks no longer, and goes on once all is well again")
    func reported() async throws {
        let world = try await settled(.report, soakTime: 3600)
        let staging = StageID(pipeline: "shop", environment: "staging")
        #expect(world.declared() == ["1.0.0", "1.0.0", "0.9.0"])
        world.reconciler.change(staging, "spec.image was changed")
        await world.pass(7200)
        #expect(world.declared("prod") == "0.9.0")
        #expect(try await world.status("staging").phase == .drifted)
        #expect(try await world.status("prod").why.contains("not live in staging as it is declared"))
        #expect(
            try await notices(world) == ["1.0.0 is not live as it is declared: spec.image was changed."])
        #expect(world.reconciler.requests.values.count == 2)
        try await world.restart()
        await world.pass(1200)
        #expect(try await actions(world, "diverged", "staging") == 1)
        world.reconciler.change(staging, nil)
        await world.pass(600)
        #expect(try await world.status("staging").phase == .settled)
        #expect(try await actions(world, "recovered", "staging") == 1)
        await world.pass(3600)
        #expect(world.declared("prod") == "1.0.0")
        await world.stop()
    }

    @Test("It is healed by the same commit, and makes none")
    func healed() async throws {
        let world = try await settled(.heal)
        let before = world.history("dev")
        world.reconciler.change(dev, "spec.image was changed")
        await world.pass(900)
        #expect(try await world.status("dev").phase == .settled)
        #expect(try await actions(world, "healing") == 1)
        #expect(try await actions(world, "recovered") == 1)
        #expect(world.history("dev") == before)
        let tip = try #require(world.git.tip(of: world.branch("dev")))
        #expect(world.reconciler.requests.values.filter { $0.stage == dev }.map(\.revision) == [tip, tip])
        await world.stop()
    }

    @Test("A restart in the middle of healing asks for nothing twice")
    func restarted() async throws {
        let world = try await settled(.heal)
        world.reconciler.setManual(true)
        world.reconciler.change(dev, "spec.image was changed")
        world.reconciler.loseNextAnswer()
        while try await actions(world, "healing") == 0 { await world.pass(30) }
        try await world.restart()
        await world.pass(120)
        let asked = Set(world.reconciler.requests.values.filter { $0.stage == dev }.map(\.promotion))
        #expect(asked.count == 2)
        world.reconciler.carryOn()
        await world.pass(120)
        #expect(try await world.status("dev").phase == .settled)
        #expect(world.reconciler.applied.values.count == 4)
        await world.stop()
    }

    @Test("What does not let itself be healed is asked for no more than five times a day")
    func hopeless() async throws {
        let world = try await settled(.heal)
        world.reconciler.setDegraded("0 of 3 ready")
        await world.pass(40_000)
        for environment in ["dev", "staging", "prod"] {
            #expect(try await actions(world, "healing", environment) == 5)
            #expect(try await actions(world, "healingGivenUp", environment) == 1)
            #expect(try await world.status(environment).why.contains("Healing has not helped."))
        }
        #expect(try await notices(world).count == 6)
        await world.stop()
    }

    @Test("That nobody answers is no drift")
    func away() async throws {
        let world = try await settled(.heal)
        world.reconciler.setOutage(.transient("503"))
        await world.pass(20_000)
        #expect(try await world.status("dev").phase == .settled)
        world.reconciler.setOutage(nil)
        await world.pass(600)
        #expect(try await actions(world, "diverged") == 0)
        await world.stop()
    }

    @Test("A run that only plans is started once a day, whatever is restarted or reloaded, and tells of a change")
    func planned() async throws {
        let world = try await settled(.heal, plansEvery: 86_400)
        world.reconciler.loseNextAnswer()
        for hour in 0..<72 {
            await world.pass(3600)
            if hour.isMultiple(of: 5) { try await world.restart() }
        }
        #expect((6...12).contains(world.reconciler.plans.values.count), "\(world.reconciler.plans.values.count)")
        #expect(try await actions(world, "diverged") == 0)
        world.reconciler.change(dev, "the plan creates 1, updates 0, deletes 0")
        await world.pass(100_000)
        #expect(try await actions(world, "diverged") == 1)
        #expect(try await actions(world, "healing") == 1)
        #expect(try await actions(world, "recovered") == 1)
        #expect(try await world.status("dev").phase == .settled)
        await world.stop()
    }

    @Test("A reload that turns it off ends it")
    func reloaded() async throws {
        let world = try await settled(.report)
        world.reconciler.change(dev, "spec.image was changed")
        await world.pass(900)
        #expect(try await world.status("dev").phase == .drifted)
        var definitions = world.definitions
        definitions.environments["dev"]?.liveDrift = LiveDriftRule(.off)
        try await world.reload(definitions)
        #expect(try await world.status("dev").phase == .settled)
        let looks = world.reconciler.observations.values.filter { $0.stage == dev }.count
        await world.pass(3600)
        #expect(world.reconciler.observations.values.filter { $0.stage == dev }.count == looks)
        await world.stop()
    }
}
