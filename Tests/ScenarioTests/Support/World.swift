import Engine
import Foundation
import Logging
import Manifests
import PortsTestKit
import Promotion
import Testing
import Versions

/// A whole world in memory: servers that outlive the daemon, and the daemon on them.
///
/// ```swift
/// let world = try World(.line())
/// try await world.start()
/// world.push("1.0.0")
/// await world.pass(300)
/// #expect(world.declared("prod") == "1.0.0")
/// ```
final class World {
    var definitions: Definitions
    let clock: SteppedClock
    let git: FakeGitServer
    let remotes: FakeGitRemotes
    let registry = FakeImageRegistry()
    let reconciler = FakeReconciler()
    let verifier = FakeVerifier()
    /// Hosts the repository of every environment.
    let forge: FakeForge
    var store = InMemoryStore()
    var limits = EngineLimits()
    /// Who writes the next daemon's merge requests.
    var writer: any MergeRequestWriter = PlainWriter()
    /// The forges of the next daemon's configuration.
    lazy var forges: [String: any Forge] = ["forge": forge]
    /// What the next daemon is killed at.
    var crashPoint = CrashPoint { _ in }
    /// What the next daemon is given in place of the store or the remotes, where a test lets them fail.
    var wrapStore: (InMemoryStore) -> any Store = { $0 }
    var wrapRemotes: (FakeGitRemotes) -> any GitRemotes = { $0 }
    private(set) var engine: Engine

    /// - Parameter files: those of every branch, in place of the ones that declare `tag`.
    init(_ definitions: Definitions, declaring tag: String = "0.9.0", files: [String: String]? = nil) {
        self.definitions = definitions
        let clock = SteppedClock()
        self.clock = clock
        git = FakeGitServer(now: { clock.now })
        remotes = FakeGitRemotes(git, now: { clock.now })
        forge = FakeForge(now: { clock.now })
        engine = Engine(
            definitions,
            ports: EnginePorts(
                store: store, registry: registry, remotes: remotes, reconciler: { [reconciler] _ in reconciler },
                verifier: { [verifier] in verifier }, forges: { [:] }, writer: { _ in PlainWriter() }, clock: clock),
            log: Self.log)
        for environment in definitions.environments.values {
            guard let repository = ForgeRepository(of: environment.branch.remote) else { continue }
            forge.create(repository, on: git, environment.branch.remote)
        }
        for pipeline in definitions.pipelines.values {
            for source in pipeline.sources {
                if case .image(let repository) = source.origin { registry.create(repository) }
            }
        }
        for (branch, usual) in Self.files(of: definitions, declaring: tag) {
            git.create(branch, files: files ?? usual)
        }
    }

    private static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func files(of definitions: Definitions, declaring tag: String) -> [Branch: [String: String]] {
        var files: [Branch: [String: String]] = [:]
        for pipeline in definitions.pipelines.values {
            for stage in pipeline.stages {
                guard let branch = definitions.environments[stage.environment]?.branch else { continue }
                files[branch, default: [:]]["\(pipeline.name).yaml"] = "image:\n  tag: \(tag) # by Sluice\n"
            }
        }
        return files
    }

    // MARK: The daemon

    /// Starts a new daemon on what the last one left, and waits until it has done all that it can.
    func start() async throws {
        try await startWithoutRest()
        await rest()
        await pass(1)
    }

    /// For worlds in which something never rests.
    func startWithoutRest() async throws {
        let ports = EnginePorts(
            store: wrapStore(store), registry: registry, remotes: wrapRemotes(remotes),
            reconciler: { [reconciler] _ in reconciler }, verifier: { [verifier] in verifier },
            forges: { [forges] in forges }, writer: { [writer] _ in writer }, clock: clock, crashPoint: crashPoint)
        engine = Engine(definitions, ports: ports, limits: limits, log: Self.log)
        try await engine.start()
    }

    func stop() async { await engine.stop() }

    func restart() async throws {
        await stop()
        try await start()
    }

    /// Loads other definitions, into the running daemon or by starting another one.
    func reload(_ definitions: Definitions, restarting: Bool = false) async throws {
        self.definitions = definitions
        if restarting { return try await restart() }
        await engine.reconfigure(definitions)
        await rest()
    }

    /// The database is gone; what Git and the registries hold is not.
    func loseDatabase() async {
        await stop()
        store = InMemoryStore()
    }

    // MARK: Time

    /// Returns once the daemon has done all that it can, and sleeps.
    func rest() async {
        if let due = await engine.rest() { await clock.waitForSleeper(until: due) }
    }

    /// Lets time pass, from one due moment to the next, each with all that follows from it.
    func pass(_ seconds: TimeInterval) async {
        let end = clock.now.addingTimeInterval(seconds)
        await rest()
        while let next = clock.next, next <= end {
            clock.advance(max(0, next.timeIntervalSince(clock.now)))
            await rest()
        }
        clock.advance(max(0, end.timeIntervalSince(clock.now)))
        await rest()
    }

    /// Waits, with the clock standing still, until a change of the daemon's state makes `condition` true.
    func waitUntil(_ condition: (World) -> Bool) async {
        for await _ in await engine.changes() where condition(self) { return }
    }

    // MARK: People

    func order(_ command: Command, in pipeline: String = "shop", by user: String = "alice") async throws {
        try await engine.perform(command, in: pipeline, by: user)
        await rest()
    }

    /// Pushes an image, and tells the daemon as a webhook would.
    func push(
        _ tag: String, to pipeline: String = "shop", digest: String? = nil, details: ImageDetails = ImageDetails()
    ) async {
        await pushWithoutRest(tag, to: pipeline, digest: digest, details: details)
        await rest()
    }

    func pushWithoutRest(
        _ tag: String, to pipeline: String = "shop", digest: String? = nil, details: ImageDetails = ImageDetails()
    ) async {
        registry.push(tag, to: repository(pipeline), digest: digest, details: details)
        await engine.scanNow(pipeline)
    }

    func repository(_ pipeline: String = "shop") -> ImageRepository {
        guard case .image(let repository)? = definitions.pipelines[pipeline]?.sources.first?.origin else {
            preconditionFailure("\(pipeline) has no image")
        }
        return repository
    }

    func branch(_ environment: String) -> Branch {
        guard let branch = definitions.environments[environment]?.branch else {
            preconditionFailure("there is no \(environment)")
        }
        return branch
    }

    /// Someone writes a tag into an environment's file by hand.
    func edit(_ environment: String, to tag: String, pipeline: String = "shop") {
        git.commit(
            ["\(pipeline).yaml": Array("image:\n  tag: \(tag) # by hand\n".utf8)], to: branch(environment))
    }

    // MARK: What a judge reads

    /// The tag that an environment's branch declares.
    func declared(_ environment: String, pipeline: String = "shop") -> String? {
        git.text("\(pipeline).yaml", on: branch(environment))?.split(separator: "\n").last?
            .split(separator: " ").dropFirst().first.map(String.init)
    }

    func declared() -> [String] { ["dev", "staging", "prod"].map { declared($0) ?? "nothing" } }

    /// Our commits on an environment's branch, oldest first: what each promoted.
    func promotions(_ environment: String, pipeline: String = "shop") -> [PromotionTrailers] {
        git.log(branch(environment)).reversed().compactMap { PromotionTrailers($0.trailers) }
            .filter { $0.stage.pipeline == pipeline }
    }

    /// The tags that our commits brought, oldest first.
    func history(_ environment: String, pipeline: String = "shop") -> [String] {
        promotions(environment, pipeline: pipeline).map { $0.release.artifacts[0].tag }
    }

    func status(_ environment: String, of pipeline: String = "shop") async throws -> StageStatus {
        let stages = try await engine.status(of: pipeline).stages
        return try #require(stages.first { $0.stage.environment == environment })
    }

    /// What the audit log has of an action, newest first.
    func records(_ action: String) async throws -> [AuditRecord] {
        try await engine.history(pipeline: nil, environment: nil, before: nil, limit: 1000).map(\.record)
            .filter { $0.action == action }
    }

    /// Fails where a promotion has more than one commit, on any branch.
    func expectNoDuplicates(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        for environment in definitions.environments.values {
            let ids = git.log(environment.branch).compactMap { $0.trailers.last("Sluice-Promotion") }
            #expect(ids.count == Set(ids).count, comment, sourceLocation: sourceLocation)
        }
    }
}
