import Engine
import Foundation
import Manifests
import PortsTestKit
import Promotion
import Testing
import Versions

@Suite("One release fans out to fifty clusters", .timeLimit(.minutes(10)))
struct FanOutTests {
    /// What a run left behind.
    private struct Run {
        var log: [String] = []
        var declared: [String: String] = [:]
        /// Where the second release ended, in that order.
        var ended: [(member: String, isVerified: Bool)] = []
        /// The most that were on their way with it at one time.
        var most = 0
        var group: GroupStatus?

        var verified: [String] { ended.filter(\.isVerified).map(\.member) }
        var failed: [String] { ended.filter { !$0.isVerified }.map(\.member) }
    }

    private static let members = (1...50).map { ($0 < 10 ? "c0" : "c") + "\($0)" }
    private static let canary = "c07"

    /// Fifty environments with a repository each, verified after a time of each one's own, so that no two end at once.
    private func definitions(
        _ rule: FailureRule, stops: Bool, using generator: inout SeededGenerator
    ) throws -> Definitions {
        let edits = try [
            FileEdits(
                file: Template("${pipeline}.yaml"),
                set: [.init(selector: Selector("image.tag"), value: Template("${api.tag}"))])
        ]
        let group = StageGroup(
            name: "prod", members: Self.members, canaries: [Self.canary], maxParallel: 5, stopsOnFailure: stops)
        let source = Source(
            name: "api", origin: .image(try ImageRepository("registry.example.com/shop/api")),
            policy: VersionPolicy(rule: .semver(try SemanticRange("*"), preReleases: false)))
        let stages = Self.members.map { Stage(environment: $0, edits: edits, onFailure: rule, group: group) }
        var environments: [String: Environment] = [:]
        for (number, member) in Self.members.enumerated() {
            let remote = try RemoteURL("ssh://git@example.com/clusters/\(member).git")
            let pause = Double(Int.random(in: 20..<90, using: &generator)) + Double(number) / 100
            environments[member] = Environment(
                name: member, branch: Branch(remote: remote, name: "main"),
                verifications: [
                    Verification(
                        name: "smoke in \(member)", .command(CommandVerification(arguments: ["true"])), delay: pause)
                ])
        }
        return Definitions(
            pipelines: ["shop": Pipeline(name: "shop", sources: [source], stages: stages)],
            environments: environments, groups: [:])
    }

    /// One release everywhere, then one that a third of the clusters does not bear.
    private func run(_ seed: UInt64, _ rule: FailureRule, stops: Bool) async throws -> Run {
        var generator = SeededGenerator(seed: seed)
        let world = World(try definitions(rule, stops: stops, using: &generator))
        try await world.start()
        await world.push("1.0.0")
        await world.pass(3600)
        #expect(Self.members.allSatisfy { world.declared($0) == "1.0.0" })
        for member in Self.members where member != Self.canary && Int.random(in: 0..<3, using: &generator) == 0 {
            world.verifier.always(.failed("503"), for: "smoke in \(member)@1.1.0")
        }
        await world.push("1.1.0")
        await world.pass(3600)

        var run = Run()
        for member in Self.members { run.declared[member] = world.declared(member) }
        run.group = try await world.engine.status(of: "shop").groups?.first
        let records = try await world.store.auditRecords(
            pipeline: "shop", environment: nil, before: nil, limit: 100_000)
        world.expectNoDuplicates("seed \(seed)")
        _ = try await world.store.verifyAudit()
        await world.stop()
        read(records.reversed().map(\.record), into: &run)
        return run
    }

    private func read(_ records: [AuditRecord], into run: inout Run) {
        var onTheirWay: Set<String> = []
        let newest = records.last { $0.action == "released" }?.release
        for record in records where record.release == newest {
            guard let environment = record.environment else { continue }
            switch record.action {
            case "sending": onTheirWay.insert(environment)
            case "verified", "failed":
                onTheirWay.remove(environment)
                run.ended.append((environment, record.action == "verified"))
            default: break
            }
            run.most = max(run.most, onTheirWay.count)
        }
        // What happens in several clusters at the same instant has no order, and commits name the log's head.
        run.log = records.enumerated().sorted { first, second in
            (first.element.at, first.element.environment ?? "", first.offset)
                < (second.element.at, second.element.environment ?? "", second.offset)
        }.map { _, record in
            "\(record.at) \(record.environment ?? "") \(record.action) \(record.message)"
                .replacing(/\b[0-9a-f]{7,}\b/, with: "…")
        }
    }

    @Test(
        "The canary first, five at a time, and none after the first failure; the seed plays the same again",
        arguments: [UInt64](1...2), [FailureRule.hold, .rollback])
    func stops(_ seed: UInt64, _ rule: FailureRule) async throws {
        let run = try await run(seed, rule, stops: true)
        #expect(run.most == 5)
        #expect(run.verified.first == Self.canary)
        let first = try #require(run.failed.first)
        #expect(run.group?.isStopped == true)
        #expect(run.group?.failed.contains(first) == true)
        // Those that were under way when it failed ended by themselves; nobody else was written.
        let end = try #require(run.ended.firstIndex { !$0.isVerified })
        #expect(run.ended.count - end <= 5)
        let written = Self.members.filter { run.declared[$0] == "1.1.0" }
        switch rule {
        case .hold: #expect(Set(written) == Set(run.verified + run.failed))
        case .rollback: #expect(Set(written) == Set(run.verified))
        }
        let again = try await self.run(seed, rule, stops: true)
        #expect(again.log == run.log)
        #expect(again.declared == run.declared)
    }

    @Test(
        "Where a failure stops nobody, each cluster ends as it must", arguments: [UInt64](1...2),
        [FailureRule.hold, .rollback])
    func goesOn(_ seed: UInt64, _ rule: FailureRule) async throws {
        let run = try await run(seed, rule, stops: false)
        #expect(run.most == 5)
        #expect(run.verified.first == Self.canary)
        #expect(Set(run.verified + run.failed) == Set(Self.members))
        #expect(run.failed.count > 8 && run.failed.count < 26)
        for member in Self.members {
            let isBack = run.failed.contains(member) && rule == .rollback
            #expect(run.declared[member] == (isBack ? "1.0.0" : "1.1.0"), "\(member)")
        }
        #expect(run.group?.isStopped == false)
    }
}
