import Foundation
import GitRepositories
import Promotion
import SSHTransport
import TestServers

/// A real sshd with one repository, and the product's Git side with a key for it.
struct Fixture {
    let server: SSHServer
    /// The bare repository on the server's disk.
    let repository: String
    let branch: Branch
    let repositories: GitRepositories
    let settings: RemoteSettings
    private let folder: TemporaryDirectory

    init(
        files: [String: String] = ["apps/api.yaml": "tag: 1\n"], port: Int? = nil, server: SSHServer? = nil,
        signingKey: SigningKey? = nil, readOnly: Bool = false, crashPoint: CrashPoint = CrashPoint { _ in },
        limits: GitLimits = GitLimits(), configure: (inout RemoteSettings) -> Void = { _ in }
    ) throws {
        let server = try server ?? SSHServer()
        self.server = server
        let name = "\(UUID().uuidString.prefix(8)).git"
        repository = try server.makeRepository(name, files: files)
        folder = try TemporaryDirectory("mirrors")
        let key = try server.makeKey(readOnly: readOnly)
        let line = "[127.0.0.1]:\(port ?? server.port) \(try server.hostKey())\n"
        let identity = SSHIdentity(key: .file(path: key), knownHosts: [try folder.write(line, to: "known_hosts")])
        let remote = try RemoteURL("ssh://\(server.user)@127.0.0.1:\(port ?? server.port)\(repository)")
        branch = Branch(remote: remote, name: "main")
        let transports = SSHTransports()
        var settings = RemoteSettings(
            mirrors: folder.file("mirrors"),
            identity: GitIdentity(name: "Sluice", email: "sluice@example.com", signingKey: signingKey), limits: limits,
            crashPoint: crashPoint
        ) { remote in
            transports.make(
                try SSHEndpoint(host: remote.host, port: UInt16(remote.port), user: remote.user), identity: identity)
        }
        configure(&settings)
        self.settings = settings
        repositories = GitRepositories(settings)
    }

    /// The same mirrors as a new process would see them. The old one must be gone, or it still holds the locks.
    func restarted() -> GitRepositories { GitRepositories(settings) }

    /// The mirror's folder.
    var mirror: String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: settings.mirrors)) ?? []
        return settings.mirrors + "/" + (names.first { $0.hasSuffix(".git") } ?? "none")
    }

    /// What git says inside the server's repository.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        try run(["git", "-C", repository] + arguments).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func send(
        _ requests: CommitRequest..., within deadline: Duration = .seconds(30),
        authorize: @escaping @Sendable (String) async -> Bool = { _ in true }
    ) async -> [String: SendOutcome] {
        await repositories.send(requests, to: branch, deadline: deadline, authorize: authorize)
    }
}

extension CommitRequest {
    /// Writes `text` to `path`, as promotion `key`.
    static func writing(_ text: String, to path: String = "apps/api.yaml", key: String) -> CommitRequest {
        CommitRequest(key: key, files: [FilePattern(path: path)]) { files, _ in
            files[path] == Array(text.utf8)
                ? .alreadyDeclared : .commit(files: [path: Array(text.utf8)], message: message(key))
        }
    }

    /// Adds a line to `path`, whatever it holds.
    static func adding(_ line: String, to path: String = "apps/api.yaml", key: String) -> CommitRequest {
        CommitRequest(key: key, files: [FilePattern(path: path)]) { files, _ in
            .commit(files: [path: (files[path] ?? []) + Array(line.utf8)], message: message(key))
        }
    }

    private static func message(_ key: String) -> String {
        "Promote \(key)\n\nSluice-Promotion: \(key)\nSluice-Stage: payments/dev\n"
    }
}

extension SendOutcome {
    var landed: CommitID? {
        if case .landed(let commit) = self { return commit }
        return nil
    }

    var problem: Problem? {
        switch self {
        case .failed(let problem), .refused(let problem): problem
        default: nil
        }
    }
}
