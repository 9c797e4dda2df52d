import GitRepositories
import PortsTestKit
import Promotion
import TestServers
import Testing

extension RealServerTests {
    @Suite("The port's contract")
    struct ConformanceTests {
        @Test("Git remotes over a real sshd keep every clause")
        func conformance() async throws {
            let server = try SSHServer()
            try await GitRemotesConformance.check {
                let fixture = try Fixture(files: Self.files, server: server)
                return ServerFixture(
                    remotes: fixture.repositories, branch: fixture.branch, host: server, repository: fixture.repository,
                    owner: fixture)
            }
        }

        @Test("Git remotes over a real git http-backend keep every clause")
        func conformanceOverHTTP() async throws {
            let server = try await GitHTTPServer()
            try await GitRemotesConformance.check {
                let fixture = try WebFixture(server: server, files: Self.files)
                return ServerFixture(
                    remotes: fixture.repositories, branch: fixture.branch, host: server, repository: fixture.repository,
                    owner: fixture)
            }
        }

        private static let files = ["app.yaml": "tag: \"1\"\n", "other.yaml": "a: 1\n"]
    }
}

/// Other writers work on the server's disk, by the git command line.
private struct ServerFixture: GitRemotesFixture {
    let remotes: any GitRemotes
    let branch: Branch
    let host: any RepositoryHost
    let repository: String
    /// Has the folders that all of these need.
    let owner: any Sendable

    func commit(_ files: [String: String], message: String, on branch: Branch) async throws -> CommitID {
        // fast-import does not replace a branch that moved meanwhile; a person pulls and tries again.
        while true {
            do {
                return CommitID(
                    hex: try host.commit(files, to: folder(of: branch.remote), branch: branch.name, message: message))
            } catch let failure as CommandFailure where failure.description.contains("fast-import") {
                continue
            }
        }
    }

    func fork(isEmpty: Bool) async throws -> RemoteURL {
        let fork = try RemoteURL(branch.remote.description.replacing(".git", with: "-fork.git"))
        if isEmpty {
            try run(["git", "init", "-q", "--bare", "-b", "main", folder(of: fork)])
        } else {
            try run(["cp", "-a", repository, folder(of: fork)])
        }
        return fork
    }

    func makeReadOnly(_ fork: RemoteURL) async throws {
        try host.installHook("pre-receive", in: folder(of: fork), "echo 'This repository is read only.' >&2; exit 1")
    }

    /// On the server's disk.
    private func folder(of remote: RemoteURL) -> String {
        remote == branch.remote ? repository : repository.replacing(".git", with: "-fork.git")
    }

    func tag(_ name: String, at commit: CommitID) async throws { try git("tag", name, commit.hex) }

    func log() async throws -> [CommitID] {
        try git("rev-list", "main").split(separator: "\n").map { CommitID(hex: String($0)) }
    }

    func text(_ path: String) async throws -> String? {
        let result = try run(["git", "-C", repository, "show", "main:\(path)"], allowFailure: true)
        return result.status == 0 ? result.output : nil
    }

    @discardableResult
    private func git(_ arguments: String...) throws -> String {
        try run(["git", "-C", repository] + arguments).output
    }
}
