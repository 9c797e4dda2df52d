import Foundation
import GitOverHTTP
import GitRepositories
import HTTPTransport
import Promotion
import SSHTransport
import Synchronization
import TestServers

/// A clock that is a minute later at each look, so that a commit that is made again is another one.
private final class Looks: Sendable {
    private let count = Mutex(0)

    func next() -> Date {
        count.withLock { count in
            count += 1
            return Date(timeIntervalSince1970: 1_800_000_000 + 60 * Double(count))
        }
    }
}

/// A real `git http-backend` with one repository, and the product's Git side with a token for it.
struct WebFixture {
    let server: GitHTTPServer
    /// The bare repository on the server's disk.
    let repository: String
    let branch: Branch
    let repositories: GitRepositories
    let settings: RemoteSettings
    private let folder: TemporaryDirectory

    /// `port`: of a proxy before the server.
    init(
        server: GitHTTPServer, port: Int? = nil, files: [String: String] = ["apps/api.yaml": "tag: 1\n"],
        token: String = GitHTTPServer.token, crashPoint: CrashPoint = CrashPoint { _ in }
    ) throws {
        self.server = server
        let name = "\(UUID().uuidString.prefix(8)).git"
        repository = try server.makeRepository(name, files: files)
        folder = try TemporaryDirectory("mirrors")
        branch = Branch(remote: try RemoteURL("http://127.0.0.1:\(port ?? server.port)/\(name)"), name: "main")
        let client = try HTTPClient()
        let looks = Looks()
        let access = HTTPGitAccess(
            credentials: HTTPGitAccess.Credentials(user: GitHTTPServer.user, token: SSHSecret(token)),
            allowPlaintext: true)
        settings = RemoteSettings(
            mirrors: folder.file("mirrors"), identity: GitIdentity(name: "Sluice", email: "sluice@example.com"),
            crashPoint: crashPoint, now: { looks.next() }
        ) { remote in
            guard let origin = WebURL(remote.origin) else { throw CommandFailure(description: "no URL") }
            return HTTPGitTransport(origin, access: access, sender: client)
        }
        repositories = GitRepositories(settings)
    }

    init(trick: @escaping GitHTTPServer.Trick = { $1() }) async throws {
        try self.init(server: try await GitHTTPServer(trick: trick))
    }

    /// What git says inside the server's repository.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        try run(["git", "-C", repository] + arguments).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func send(
        _ requests: CommitRequest..., within deadline: Duration = .seconds(30)
    ) async -> [String: SendOutcome] {
        await repositories.send(requests, to: branch, deadline: deadline) { _ in true }
    }

    /// The packs that were sent.
    var pushes: [TestRequest] {
        server.requests.filter { $0.method == "POST" && $0.path.hasSuffix("/git-receive-pack") }
    }
}
