import Foundation
import PortsTestKit
import Promotion
import Testing
import Versions

@Suite("What changed between two artifacts")
struct ChangesOfSourceTests {
    private let remote: RemoteURL
    private let server: FakeGitServer
    private let remotes: FakeGitRemotes
    private let source: Source
    private let repositories = ApplicationRepositories([
        .init(user: "git", host: "git.example.com", port: 22, path: "")
    ])

    init() throws {
        remote = try RemoteURL("ssh://git@git.example.com/payments/api.git")
        server = FakeGitServer { Date(timeIntervalSince1970: 1_795_867_200) }
        remotes = FakeGitRemotes(server) { Date(timeIntervalSince1970: 1_795_867_200) }
        source = Source(
            name: "api", origin: .image(try ImageRepository("registry.example.com/api")),
            policy: VersionPolicy(rule: .digest(tag: "main")))
    }

    private func artifact(_ tag: String, _ commit: CommitID?) -> Artifact {
        Artifact(
            source: "api", repository: "registry.example.com/api", tag: tag, digest: nil, firstSeen: .distantPast,
            revision: commit?.hex, origin: "https://git.example.com/payments/api")
    }

    private func changes(
        _ old: Artifact?, _ new: Artifact, forges: [any Forge] = []
    ) async -> MergeRequestFacts.Changes {
        await remotes.changes(
            of: source, from: old, to: new, in: repositories, forges: forges, deadline: .seconds(5))
    }

    @Test("The list is of the repository that the labels name, with links of the forge that has it")
    func linked() async throws {
        let branch = Branch(remote: remote, name: "main")
        let first = server.create(branch, files: ["a": "1"])
        let second = try #require(server.commit(["a": Array("2".utf8)], to: branch, message: "Round up (#12)\n"))
        let forge = FakeForge()
        let repository = try forge.repository(of: remote)
        let expected = ChangeLog(
            .forward,
            changes: [
                Change(
                    commit: second, subject: "Round up", author: "Ann", at: Date(timeIntervalSince1970: 1_795_867_200),
                    mergeRequest: 12, address: forge.address(of: .commit(second), in: repository),
                    mergeRequestAddress: forge.address(of: .mergeRequest(12), in: repository))
            ], total: 1)
        #expect(await changes(artifact("1", first), artifact("2", second), forges: [forge]) == .known(expected))
        guard case .known(let plain) = await changes(artifact("1", first), artifact("2", second)) else {
            throw ConformanceFailure("A list without forges", seen: "none")
        }
        #expect(plain.changes.map(\.address) == [nil])
    }

    @Test("What goes wrong on the way is the reason, not an error")
    func reasons() async throws {
        let commit = server.create(Branch(remote: remote, name: "main"), files: ["a": "1"])
        #expect(
            await changes(nil, artifact("2", nil))
                == .unknown(
                    reason: "api 2 does not say which commit it was built from. Build it with the label "
                        + "org.opencontainers.image.revision."))
        server.setOutage(.transient("git.example.com does not answer."), of: remote)
        #expect(await changes(nil, artifact("2", commit)) == .unknown(reason: "git.example.com does not answer."))
    }
}
