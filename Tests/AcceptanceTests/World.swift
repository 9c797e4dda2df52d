import Foundation
import HTTPTransport
import TestServers

/// A real registry, a real SSH server with the application's repository and three environments', and the built daemon, all on
/// loopback.
final class World: Sendable {
    let registry: DockerRegistry
    let ssh: SSHServer
    let folder: TemporaryDirectory
    let repositories: [String: String]
    private let source: Source
    private let application: String
    private let port: Int
    private let client: HTTPClient
    private let pusher: ImagePusher

    static let environments = ["dev", "staging", "prod"]
    static let path = "apps/webshop/values.yaml"
    private static let secrets = [
        "ALICE_TOKEN": "alice-alice-alice-alice", "BOB_TOKEN": "bob-bob-bob-bob-bob",
        "CAROL_TOKEN": "carol-carol-carol-carol",
        "SIGNING_PASSPHRASE": "open sesame", "ARGOCD_TOKEN": argocdToken,
        "FORGE_TOKEN": forgeToken,
    ]
    static let forgeToken = "forge-forge-forge-forge"
    static let argocdToken = "argocd-argocd-argocd"

    /// What the pipeline watches.
    enum Source: String, Sendable {
        case image, gitTags, gitBranch
    }

    /// `queue` and further lines for each stage, and the approval rule of prod, as the test needs them.
    ///
    /// `settings` and `prod`: further lines of sluice.yaml and of prod's environment. `hosted`: prod's repository has an
    /// address as hosts have them, of an owner and a name.
    ///
    /// `more`: further files of each environment's repository, with `IMAGE` for the image's name, and the edits of them, with
    /// what stands behind `edits` in the pipeline.
    init(
        source: Source = .image, stages: String = "", gated: Bool = true, soak: String = "1s",
        more: (files: [String: String], edits: String) = ([:], ""), reconcilers: [String: String] = [:],
        settings: String = "", prod: String = "", hosted: Bool = false
    ) async throws {
        self.source = source
        registry = try await DockerRegistry()
        ssh = try SSHServer()
        folder = try TemporaryDirectory("acceptance")
        client = try HTTPClient()
        port = freePort()
        pusher = ImagePusher(registry.url, "webshop/api", client: client)
        application = try ssh.makeRepository("webshop.git")
        let digest = try await Self.publish("1.0.0", source, pusher, ssh, application)
        var repositories: [String: String] = [:]
        for name in Self.environments {
            let text = """
                # The shop in \(name).
                api:
                  image:
                    tag: "\(source == .gitBranch ? "main" : "1.0.0")"   # set by Sluice
                    digest: \(digest)

                """
            let image = "\(registry.authority)/webshop/api"
            let others = more.files.mapValues { $0.replacing("IMAGE", with: image) }
            repositories[name] = try ssh.makeRepository(
                "\(name).git", files: others.merging([Self.path: text], uniquingKeysWith: { first, _ in first }))
        }
        if hosted, let path = repositories["prod"] {
            let link = FileManager.default.temporaryDirectory.appendingPathComponent(
                "\(folder.url.lastPathComponent).git")
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: path)
            repositories["prod"] = link.path
        }
        self.repositories = repositories
        try configure(
            stages: stages, gated: gated, soak: soak,
            edits: more.edits.replacing("IMAGE", with: "\(registry.authority)/webshop/api"),
            reconcilers: reconcilers, settings: settings, prod: prod)
    }

    deinit { try? FileManager.default.removeItem(atPath: "\(folder.path).git") }

    /// Prod's repository by its owner and its name.
    var hostedPath: String { String((repositories["prod"] ?? "").dropFirst().dropLast(".git".count)) }

    private func configure(
        stages: String, gated: Bool, soak: String, edits: String, reconcilers: [String: String],
        settings: String, prod: String
    ) throws {
        let key = try ssh.makeKey()
        try run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", folder.file("signing")])
        let server = "ssh://\(ssh.user)@127.0.0.1:\(ssh.port)"
        try folder.write(
            """
            listen: 127.0.0.1:\(port)
            store: sqlite:state/sluice.db
            interval: 1s
            git:
              mirrors: state/mirrors
              author: { name: Sluice, email: sluice@example.com }
              committer: { name: Lock Keeper, email: keeper@example.com }
              message: "Bring ${pipeline} to ${environment}, release ${release}"
              signing: { ssh: file:signing, passphrase: env:SIGNING_PASSPHRASE }
            credentials:
              - { for: "\(server)", key: "file:\(key)", knownHosts: \(try ssh.knownHosts()) }
            registries:
              \(registry.authority): { plainHTTP: true }
            users:
              alice: { token: env:ALICE_TOKEN }
              carol: { token: env:CAROL_TOKEN, emails: [Test@example.com] }
              bob: { token: env:BOB_TOKEN }
            roles:
              - { who: alice, role: admin }
              - { who: carol, role: approver }
              - { who: bob, role: viewer }
            \(settings)

            """, to: "sluice.yaml")
        for name in Self.environments {
            let rule = """
                protection:
                  approvalRules: [{ name: release, approvers: [alice, carol] }]
                  preventSelfApproval: true

                """
            try folder.write(
                "repository: \(server)\(repositories[name] ?? "")\nbranch: main\n"
                    + (reconcilers[name].map { "reconciler: \($0)\n" } ?? "") + (gated && name == "prod" ? rule : "")
                    + (name == "prod" ? prod : ""),
                to: "environments/\(name).yaml")
        }
        try folder.write(
            """
            sources:
              api: \(written(server))
            edits:
              - file: \(Self.path)
                set: { api.image.tag: "${api.tag}", api.image.digest: "${api.digest}" }
            \(edits)
            stages:
              - { environment: dev\(stages) }
              - { environment: staging, after: [dev], soakTime: \(soak)\(stages) }
              - { environment: prod, after: [staging]\(stages) }

            """, to: "pipelines/webshop.yaml")
    }

    /// The source as the pipeline names it.
    private func written(_ server: String) -> String {
        switch source {
        case .image: "{ image: \(registry.authority)/webshop/api, policy: { semver: \">=1.0.0\" } }"
        case .gitTags:
            "{ git: { repository: \"\(server)\(application)\", tags: true }, policy: { semver: \">=1.0.0\" } }"
        case .gitBranch: "{ git: { repository: \"\(server)\(application)\", branch: main } }"
        }
    }

    /// The digest of a new version: an image's under a tag, or a commit's of the application, by Test <test@example.com>.
    func push(_ tag: String) async throws -> String { try await Self.publish(tag, source, pusher, ssh, application) }

    private static func publish(
        _ tag: String, _ source: Source, _ pusher: ImagePusher, _ ssh: SSHServer, _ application: String
    ) async throws -> String {
        guard source != .image else {
            let image = TestImage(labels: ["org.opencontainers.image.version": tag])
            try await pusher.push(image, tags: [tag])
            return image.digest
        }
        let commit = try ssh.commit(["version": tag], to: application)
        if source == .gitTags { try run(["git", "-C", application, "tag", tag, commit]) }
        return commit
    }

    // MARK: The daemon

    /// The program that the tests' own build made.
    static func binary() throws -> String {
        let folder = Bundle.main.executableURL?.deletingLastPathComponent()
        guard let path = folder?.appendingPathComponent("sluice").path,
            FileManager.default.isExecutableFile(atPath: path)
        else { throw CommandFailure(description: "the sluice program is not beside the tests; build it first") }
        return path
    }

    /// Starts the daemon and returns once it is ready. `crashPoint` kills it at that moment.
    func serve(crashPoint: String? = nil) async throws -> ServerProcess {
        var environment = Self.secrets
        environment["SLUICE_CRASH_POINT"] = crashPoint ?? "none"
        let arguments = ["env"] + environment.map { "\($0.key)=\($0.value)" }
        let process = try ServerProcess(arguments + [try Self.binary(), "serve", folder.path])
        if crashPoint == nil { try await process.waitUntilListening(on: port, within: .seconds(60)) }
        return process
    }

    /// Runs a command against the daemon and answers what it printed.
    @discardableResult
    func sluice(_ arguments: String..., as user: String = "alice", allowFailure: Bool = false) throws -> CommandResult {
        try run(
            [try Self.binary()] + arguments,
            environment: [
                "SLUICE_SERVER": "http://127.0.0.1:\(port)",
                "SLUICE_TOKEN": Self.secrets["\(user.uppercased())_TOKEN"] ?? "",
                "NO_COLOR": "1",
            ], allowFailure: allowFailure)
    }

    /// Returns once `condition` holds; throws what the stages say if it does not within the time.
    func wait(_ what: String, seconds: Double = 60, _ condition: () throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while try !condition() {
            guard ContinuousClock.now < end else {
                let status = try? sluice("status", allowFailure: true).output
                throw CommandFailure(description: "waited in vain until \(what); \(status ?? "")")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    // MARK: Git, by its own command line

    func git(_ environment: String, _ arguments: String...) throws -> String {
        try run(["git", "--git-dir", repositories[environment] ?? ""] + arguments).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func file(_ environment: String, _ path: String = World.path) throws -> String {
        try git(environment, "show", "main:\(path)")
    }

    /// The promotions that the branch's commits name, newest first.
    func promotions(_ environment: String) throws -> [String] {
        try git(environment, "log", "--format=%(trailers:key=Sluice-Promotion,valueonly,separator=)", "main")
            .split(separator: "\n").map(String.init)
    }

    func declares(_ tag: String, _ environment: String) throws -> Bool {
        try file(environment).contains("tag: \"\(tag)\"   # set by Sluice")
    }
}
