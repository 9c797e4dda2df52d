package import Engine
import Foundation
package import Logging
import Manifests
package import PortsTestKit
package import Promotion
import Versions
package import Web

/// A daemon in memory with one pipeline, `shop`, from dev by staging to prod, which needs an approval; and the API on top.
package final class Shop: Sendable {
    package let engine: Engine
    package let registry: FakeImageRegistry
    package let git: FakeGitServer
    package let reconciler = FakeReconciler()
    package let services: WebServices
    package let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// The users: each has the role of its name everywhere; `outsider` has none, and `developer` is promoter in dev only.
    package static let users = ["viewer", "promoter", "approver", "admin", "outsider", "developer"]

    package static func token(_ user: String) -> String { "the token of \(user)" }

    package init(
        version: String = "1.2.3", problem: String? = nil, webhooks: ((Engine) -> WebhookInbox)? = nil
    ) throws {
        let registry = FakeImageRegistry()
        let git = FakeGitServer(now: { Date() })
        let definitions = try Self.definitions()
        for environment in definitions.environments.values {
            git.create(environment.branch, files: ["shop.yaml": "image:\n  tag: 1.0.0 # by Sluice\n"])
        }
        registry.push("1.0.0", to: try Self.image)
        let reconciler = reconciler
        let engine = Engine(
            definitions,
            ports: EnginePorts(
                store: InMemoryStore(), registry: registry, remotes: FakeGitRemotes(git, now: { Date() }),
                reconciler: { _ in reconciler }, verifier: { FakeVerifier() }, forges: { [:] },
                writer: { _ in PlainWriter() },
                crashPoint: CrashPoint { _ in }), log: log)
        self.engine = engine
        self.registry = registry
        self.git = git
        let access = AccessControl(
            tokenHashes: Dictionary(
                uniqueKeysWithValues: Self.users.map { ($0, AccessControl.hash(Self.token($0))) }),
            environments: Array(definitions.environments.keys),
            grants: Role.allCases.map { .init(user: $0.rawValue, role: $0) }
                + [.init(user: "developer", role: .promoter, environments: ["dev"])])
        services = WebServices(
            engine: engine, version: version, access: { access }, configurationProblem: { problem },
            reload: { ReloadBody(pipelines: 1, environments: 3, warnings: []) },
            doctor: { [Probe(subject: "store", ok: true, message: "state is saved")] },
            webhooks: webhooks?(engine))
    }

    package static var image: ImageRepository {
        get throws { try ImageRepository("registry.example.com/shop/api") }
    }

    private static func definitions() throws -> Definitions {
        let edits = try [
            FileEdits(
                file: Template("shop.yaml"),
                set: [.init(selector: Selector("image.tag"), value: Template("${api.tag}"))])
        ]
        let source = Source(
            name: "api", origin: .image(try image),
            policy: VersionPolicy(rule: .semver(try SemanticRange("*"), preReleases: false)), interval: 86_400)
        let pipeline = Pipeline(
            name: "shop", sources: [source],
            stages: [
                Stage(environment: "dev", edits: edits), Stage(environment: "staging", after: ["dev"], edits: edits),
                Stage(environment: "prod", after: ["staging"], edits: edits),
            ])
        let rule = ApprovalRule(name: "release", approvers: [.user("approver"), .user("admin")])
        let environments = try ["dev", "staging", "prod"].map { name in
            Environment(
                name: name, branch: Branch(remote: try RemoteURL("ssh://git@example.com/\(name).git"), name: "main"),
                protection: Protection(approvalRules: name == "prod" ? [rule] : []), interval: 86_400)
        }
        return Definitions(
            pipelines: ["shop": pipeline],
            environments: Dictionary(uniqueKeysWithValues: environments.map { ($0.name, $0) }))
    }

    /// Starts the engine, and returns once all three stages have verified 1.0.0, which they declare from the beginning.
    package func start() async throws {
        try await engine.start()
        for environment in ["dev", "staging", "prod"] {
            try await wait(for: environment) { $0.current?.verifiedAt != nil }
        }
    }

    package func stop() async { await engine.stop() }

    /// Pushes an image, and tells the daemon.
    package func push(_ tag: String) async throws {
        registry.push(tag, to: try Self.image)
        await engine.scanNow("shop")
    }

    /// Returns the stage's status once it is as wanted.
    @discardableResult
    package func wait(for environment: String, _ condition: (StageStatus) -> Bool) async throws -> StageStatus {
        for await _ in await engine.changes() {
            let stages = try await engine.status(of: "shop").stages
            if let stage = stages.first(where: { $0.stage.environment == environment }), condition(stage) {
                return stage
            }
        }
        throw CancellationError()
    }

    /// The tag that an environment's branch declares, with the line's comment.
    package func declared(_ environment: String) throws -> String? {
        let remote = try RemoteURL("ssh://git@example.com/\(environment).git")
        return git.text("shop.yaml", on: Branch(remote: remote, name: "main"))
    }
}
