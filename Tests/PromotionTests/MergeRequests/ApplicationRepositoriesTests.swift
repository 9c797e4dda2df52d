import Foundation
import PortsTestKit
import Promotion
import Testing
import Versions

@Suite("Where an application's changes are read")
struct ApplicationRepositoriesTests {
    private static let commit = stableHash(["commit"])
    private let repositories = ApplicationRepositories([
        .init(user: "git", host: "git.example.com", port: 22, path: ""),
        .init(user: nil, host: "code.example.com", port: 2222, path: "/payments"),
        .init(scheme: .https, user: nil, host: "web.example.com", port: 443, path: "/team"),
    ])

    private func source(changelog: RemoteURL? = nil) throws -> Source {
        Source(
            name: "api", origin: .image(try ImageRepository("registry.example.com/api")),
            policy: VersionPolicy(rule: .digest(tag: "main")), changelog: changelog)
    }

    private func artifact(origin: String?, revision: String? = commit) -> Artifact {
        Artifact(
            source: "api", repository: "registry.example.com/api", tag: "1", digest: nil, firstSeen: .distantPast,
            revision: revision, origin: origin)
    }

    @Test(
        "A label names a repository that a credential covers",
        arguments: [
            ("https://git.example.com/payments/api", "ssh://git@git.example.com/payments/api.git"),
            ("https://git.example.com/payments/api.git", "ssh://git@git.example.com/payments/api.git"),
            ("https://GIT.example.com/payments/api/", "ssh://git@git.example.com/payments/api.git"),
            ("ssh://git@git.example.com/payments/api.git", "ssh://git@git.example.com/payments/api.git"),
            ("git@git.example.com:payments/api.git", "ssh://git@git.example.com/payments/api.git"),
            ("https://code.example.com/payments/api", "ssh://git@code.example.com:2222/payments/api.git"),
            ("ssh://me@code.example.com:2222/payments/api", "ssh://me@code.example.com:2222/payments/api"),
            ("https://web.example.com/team/api", "https://web.example.com/team/api"),
        ])
    func labels(_ label: String, _ remote: String) throws {
        let query = try repositories.query(of: source(), from: artifact(origin: nil), to: artifact(origin: label))
        #expect(query.remote.description == remote)
        #expect(query.from?.hex == Self.commit)
        #expect(query.to.hex == Self.commit)
    }

    /// What no credential covers, and what only looks as if one did.
    static let strangersLabels = [
        "https://evil.example/payments/api", "https://git.example.com.evil.example/api",
        "https://git.example.com@evil.example/api", "https://user:pass@git.example.com/api",
        "https://git.example.com:443@evil.example/api", "https://evil.example/git.example.com/api",
        "https://evil.example#git.example.com/api", "https://evil.example?git.example.com/api",
        "ssh://root@git.example.com/payments/api.git", "ssh://git@git.example.com:2022/api.git",
        "git@evil.example:payments/api.git", "ssh://git@evil.example/api.git", "https://code.example.com/other/api",
        "https://code.example.com/payments-other/api", "https://code.example.com/payments/../other/api",
        "ssh://git@code.example.com/payments/api.git", "http://git.example.com/payments/api",
        "file:///etc/passwd", "git://git.example.com/api", "ext::sh -c evil", "-oProxyCommand=evil:api",
        "https://web.example.com/other/api", "http://web.example.com/team/api", "https://web.example.com:8443/team/api",
        "ssh://git@web.example.com:443/team/api", "https://git@web.example.com/team/api",
        "https://git.example.com", "https://git.example.com/", "", " ", "https://git.example.com/a\nb",
        "https://g\u{200B}it.example.com/api", "https://[::1]/api", "https://git.example.com\\@evil.example/api",
    ]

    @Test("Any other label opens no connection, and says why", arguments: strangersLabels)
    func strangers(_ label: String) async throws {
        let remotes = UnreachableRemotes()
        let changes = await remotes.changes(
            of: try source(), from: nil, to: artifact(origin: label), in: repositories, forges: [],
            deadline: .seconds(1))
        guard case .unknown(let reason) = changes else { throw ConformanceFailure("No list", seen: "\(changes)") }
        #expect(reason.contains("api 1"))
        #expect(!reason.contains("\n"))
    }

    @Test("Nothing is covered where there are no credentials")
    func nothing() throws {
        #expect(throws: Problem.self) {
            try ApplicationRepositories([]).query(
                of: source(), from: nil, to: artifact(origin: "https://git.example.com/payments/api"))
        }
    }

    @Test("What the configuration names comes before the label")
    func configured() throws {
        let remote = try RemoteURL("ssh://git@other.example.com/api.git")
        let query = try repositories.query(
            of: source(changelog: remote), from: nil, to: artifact(origin: "https://git.example.com/payments/api"))
        #expect(query.remote == remote)
        #expect(query.from == nil)
    }

    @Test("A Git source's repository and commits are its own")
    func gitSource() throws {
        let remote = try RemoteURL("ssh://git@git.example.com/api.git")
        let source = Source(name: "api", origin: .gitTags(remote), policy: VersionPolicy(rule: .digest(tag: "x")))
        var (old, new) = (artifact(origin: nil), artifact(origin: "https://evil.example/x", revision: "x"))
        (old.digest, new.digest) = (stableHash(["old"]), stableHash(["new"]))
        let query = try repositories.query(of: source, from: old, to: new)
        #expect(query.remote == remote)
        #expect(query.from?.hex == stableHash(["old"]))
        #expect(query.to.hex == stableHash(["new"]))
    }

    @Test(
        "A revision that is no whole commit id is none",
        arguments: [nil, "", "main", "deadbeef", stableHash(["x"]) + "0", "--upload-pack=evil", "HEAD^{/x}"]
            as [String?])
    func revisions(_ revision: String?) throws {
        let label = "https://git.example.com/payments/api"
        let error = #expect(throws: Problem.self) {
            try repositories.query(of: source(), from: nil, to: artifact(origin: label, revision: revision))
        }
        #expect(error?.summary.contains("which commit it was built from") == true)
    }
}

/// Any call that would reach a server is a failure of the test.
private struct UnreachableRemotes: GitRemotes {
    private func refuse<Value>() -> Value { preconditionFailure("A connection was opened.") }

    func tip(of branch: Branch, deadline: Duration) async throws(Problem) -> CommitID? { refuse() }
    func rememberedTip(of branch: Branch) async -> CommitID? { refuse() }
    func read(
        _ patterns: [FilePattern], at commit: CommitID, of remote: RemoteURL
    ) async throws(Problem) -> FoundFiles { refuse() }
    func promotions(
        from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> [CommitTrailers] { refuse() }
    func writers(
        of patterns: [FilePattern], from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> Writers { refuse() }
    func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in remote: RemoteURL
    ) async throws(Problem) -> Bool { refuse() }
    func send(
        _ requests: [CommitRequest], to branch: Branch, deadline: Duration,
        authorize: @escaping @Sendable (String) async -> Bool
    ) async -> [String: SendOutcome] { refuse() }
    func put(
        _ request: CommitRequest, on base: Branch, as own: OwnBranch, deadline: Duration,
        authorize: @escaping @Sendable () async -> Bool
    ) async -> OwnBranchOutcome { refuse() }
    func probePush(to remote: RemoteURL, deadline: Duration) async throws(Problem) { let _: Int = refuse() }
    func tags(of remote: RemoteURL, deadline: Duration) async throws(Problem) -> [GitTag] { refuse() }
    func head(of branch: Branch, deadline: Duration) async throws(Problem) -> GitTag? { refuse() }
    func changes(
        from: CommitID?, to: CommitID, of remote: RemoteURL, limit: Int, deadline: Duration
    ) async throws(Problem) -> ChangeLog { refuse() }
}
