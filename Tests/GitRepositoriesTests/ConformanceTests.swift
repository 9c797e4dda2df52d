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
                ServerFixture(try Fixture(files: ["app.yaml": "tag: \"1\"\n", "other.yaml": "a: 1\n"], server: server))
            }
        }
    }
}

/// Other writers work on the server's disk, by the git command line.
private struct ServerFixture: GitRemotesFixture {
    private let fixture: Fixture

    init(_ fixture: Fixture) { self.fixture = fixture }

    var remotes: any GitRemotes { fixture.repositories }
    var branch: Branch { fixture.branch }

    func commit(_ files: [String: String], message: String, on branch: String) async throws -> CommitID {
        // fast-import does not replace a branch that moved meanwhile; a person pulls and tries again.
        while true {
            do {
                return CommitID(
                    hex: try fixture.server.commit(files, to: fixture.repository, branch: branch, message: message))
            } catch let failure as CommandFailure where failure.description.contains("fast-import") {
                continue
            }
        }
    }

    func tag(_ name: String, at commit: CommitID) async throws { try fixture.git("tag", name, commit.hex) }

    func log() async throws -> [CommitID] {
        try fixture.git("rev-list", "main").split(separator: "\n").map { CommitID(hex: String($0)) }
    }

    func text(_ path: String) async throws -> String? {
        let result = try run(["git", "-C", fixture.repository, "show", "main:\(path)"], allowFailure: true)
        return result.status == 0 ? result.output : nil
    }
}
