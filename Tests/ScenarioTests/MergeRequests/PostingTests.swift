import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Commits say how stages stand", .timeLimit(.minutes(10)))
struct PostingTests {
    private static let source = CommitID(hex: String(repeating: "5", count: 40))

    /// A world whose images name the application's repository, which the forge has.
    private func world(prod: Protection = .gated) throws -> (World, ForgeRepository) {
        var definitions = try Definitions.line(prod: prod)
        definitions.applications = ApplicationRepositories([
            .init(user: "git", host: "forge.example.com", port: 22, path: "")
        ])
        definitions.publicURL = "https://sluice.example.com"
        let world = World(definitions)
        let app = try #require(ForgeRepository(path: "team/app"))
        world.forge.create(app)
        return (world, app)
    }

    private func push(_ world: World, _ tag: String = "1.0.0", from revision: CommitID = source) async {
        await world.push(
            tag, details: ImageDetails(revision: revision.hex, origin: "https://forge.example.com/team/app"))
        await world.pass(5)
    }

    private func said(_ world: World, _ app: ForgeRepository, _ commit: CommitID = source) -> [String: CommitStatus] {
        Dictionary(world.forge.statuses(on: commit, in: app).map { ($0.name, $0) }) { $1 }
    }

    private func posts(_ world: World) -> Int { world.forge.calls.values.count { $0 == .post } }

    @Test("The application's commit: pending while it is on its way, success once it is verified, one call for each")
    func application() async throws {
        let (world, app) = try world()
        try await world.start()
        await push(world)
        var said = said(world, app)
        #expect(said.keys.sorted() == ["sluice/shop/dev", "sluice/shop/prod", "sluice/shop/staging"])
        #expect(said["sluice/shop/dev"]?.state == .success)
        #expect(said["sluice/shop/dev"]?.address == "https://sluice.example.com/pipelines/shop")
        #expect(said["sluice/shop/prod"]?.state == .pending)
        #expect(said["sluice/shop/prod"]?.summary == "1.0.0 is on its way into prod.")
        await world.pass(3600)
        try await world.restart()
        await world.pass(3600)
        // What was over in a moment was told once.
        #expect(posts(world) == 3)
        try await world.order(.approve(environment: "prod", planHash: nil))
        await world.pass(5)
        said = self.said(world, app)
        #expect(said["sluice/shop/prod"]?.state == .success)
        #expect(said["sluice/shop/prod"]?.summary == "1.0.0 is live in prod.")
        #expect(posts(world) == 4)
        await world.stop()
    }

    @Test("Rejected it is a failure with the reason; what gave way is neither good nor bad")
    func endings() async throws {
        let (world, app) = try world()
        try await world.start()
        await push(world)
        let other = CommitID(hex: String(repeating: "6", count: 40))
        await push(world, "1.1.0", from: other)
        #expect(said(world, app)["sluice/shop/prod"]?.state == .skipped)
        #expect(said(world, app)["sluice/shop/prod"]?.summary == "1.0.0 gave way to 1.1.0.")
        try await world.order(.reject(environment: "prod", reason: "not today"))
        await world.pass(5)
        #expect(said(world, app, other)["sluice/shop/prod"]?.state == .failure)
        #expect(said(world, app, other)["sluice/shop/prod"]?.summary == "1.1.0 was rejected by alice: not today")
        await world.stop()
    }

    @Test("A release that fails is a failure, and pending again when it is tried again")
    func failed() async throws {
        let (world, app) = try world(prod: Protection())
        world.reconciler.setManual(true)
        try await world.start()
        await push(world)
        #expect(said(world, app)["sluice/shop/dev"]?.state == .pending)
        await world.pass(3600)
        #expect(said(world, app)["sluice/shop/dev"]?.state == .failure)
        try await world.order(.retry(environment: "dev"))
        await world.pass(5)
        #expect(said(world, app)["sluice/shop/dev"]?.state == .pending)
        await world.stop()
    }

    @Test("The environment's commit, where the environment names its forge")
    func environmentCommit() async throws {
        let (world, _) = try world()
        world.definitions.environments["staging"]?.forge = "forge"
        try await world.start()
        await world.push("1.0.0")
        await world.pass(5)
        let staging = try #require(ForgeRepository(of: world.branch("staging").remote))
        let commit = try #require(world.git.tip(of: world.branch("staging")))
        let said = world.forge.statuses(on: commit, in: staging)
        #expect(said.map(\.name) == ["sluice/shop/staging"])
        #expect(said.first?.state == .success)
        #expect(posts(world) == 1)
        await world.stop()
    }

    @Test("A host without the right to is told of once, and left alone; the promotion goes its way")
    func refused() async throws {
        let (world, app) = try world(prod: Protection())
        world.forge.failNext(.post, .permanent("forge.example.com answered 403: Forbidden."))
        try await world.start()
        await push(world)
        await push(world, "1.1.0", from: CommitID(hex: String(repeating: "6", count: 40)))
        await world.pass(3600)
        #expect(world.declared() == ["1.1.0", "1.1.0", "1.1.0"])
        let records = try await world.records("statusRefused")
        #expect(
            records.map(\.message) == [
                "forge team/app takes no commit statuses, and is not asked again for a day: "
                    + "forge.example.com answered 403: Forbidden."
            ])
        #expect(posts(world) <= 3)
        // A token with other rights is tried when the configuration is loaded again.
        try await world.restart()
        let third = CommitID(hex: String(repeating: "7", count: 40))
        await push(world, "1.2.0", from: third)
        #expect(said(world, app, third).count == 3)
        await world.stop()
    }

    @Test("What cannot be told for now is told later; only the last word where it came meanwhile")
    func later() async throws {
        let (world, app) = try world(prod: Protection())
        for _ in 0..<9 { world.forge.failNext(.post, .transient("502")) }
        try await world.start()
        await push(world)
        #expect(world.declared("prod") == "1.0.0")
        await world.pass(60)
        let said = said(world, app)
        #expect(said.values.map(\.state) == [.success, .success, .success])
        await world.stop()
    }

    @Test("Switched off, or without a credential for the repository that the image names, nothing is asked")
    func off() async throws {
        for isOff in [true, false] {
            let (world, _) = try world()
            if isOff {
                world.definitions.statusForges = []
            } else {
                world.definitions.applications = ApplicationRepositories([])
            }
            try await world.start()
            await push(world)
            await world.pass(600)
            #expect(posts(world) == 0)
            await world.stop()
        }
    }

    @Test("A pipeline that is removed takes back that something is on its way", arguments: [false, true])
    func removed(restarts: Bool) async throws {
        let (world, app) = try world()
        try await world.start()
        await push(world)
        #expect(said(world, app)["sluice/shop/prod"]?.state == .pending)
        var definitions = world.definitions
        definitions.pipelines = [:]
        try await world.reload(definitions, restarting: restarts)
        await world.pass(10)
        #expect(said(world, app)["sluice/shop/prod"]?.state == .skipped)
        await world.stop()
    }
}
