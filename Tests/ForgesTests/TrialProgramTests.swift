import Forges
import Foundation
import Promotion
import TestServers
import Testing

@Suite("The trial's program, as scripts/trial starts it")
struct TrialProgramTests {
    private static func program() throws -> String {
        let folder = Bundle.main.executableURL?.deletingLastPathComponent()
        let path = try #require(folder?.appendingPathComponent("forge-trial").path)
        try #require(FileManager.default.isExecutableFile(atPath: path), "it is built with the tests")
        return path
    }

    /// The program's arguments, tokens by the environment.
    private func arguments(_ fixture: HostFixture, webhook port: Int? = nil, repository: Bool = true) throws -> [String]
    {
        var arguments = [
            try Self.program(), "--kind", fixture.server.kind.rawValue, "--url", fixture.server.url + "/",
            "--token", "env:TRIAL_TOKEN", "--reviewer-token", "env:TRIAL_REVIEWER", "--allow-local",
            "--allow-plaintext", "--patience", "60",
        ]
        if repository { arguments += ["--owner", fixture.repository.owner, "--repo", fixture.repository.name] }
        if let port {
            arguments += ["--webhook-url", "http://127.0.0.1:\(port)/in", "--webhook-listen", "127.0.0.1:\(port)"]
        }
        return arguments
    }

    private func environment(_ fixture: HostFixture) async throws -> [String: String] {
        let reviewer = "alice-\(fixture.token)"
        try await fixture.server.order(["do": "account", "token": reviewer, "name": "alice"])
        return ["TRIAL_TOKEN": fixture.token, "TRIAL_REVIEWER": reviewer]
    }

    @Test("walks the whole way with a webhook, prints each step, and leaves nothing", arguments: ForgeKind.allCases)
    func walk(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let environment = try await environment(fixture)
        let done = try run(try arguments(fixture, webhook: freePort()), environment: environment, allowFailure: true)
        #expect(done.status == 0, "\(done.output)\(done.errors)")
        let lines = done.output.split(separator: "\n")
        #expect(lines.last == "all of it works")
        #expect(lines.filter { $0.hasPrefix("ok  ") }.count == 14, "\(done.output)")
        #expect(done.output.contains("ok  heard of it by a webhook with the right proof, and removed the webhook"))
        #expect(!done.output.contains(fixture.token))
        #expect(try await fixture.order("hooks", [:], as: Int.self) == 0)
        #expect(try await fixture.violations() == [])
    }

    @Test("walks over real branches, where people push by Git", arguments: [ForgeKind.gitea, .github, .gitlab])
    func realBranches(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let directory = try TemporaryDirectory()
        let folder = directory.file("hosted.git")
        try run(["git", "init", "-q", "--bare", "-b", "main", folder])
        let tree = try run(["git", "-C", folder, "mktree"], input: "").output.trimmingCharacters(in: .newlines)
        let author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        let first = try run(["git", "-C", folder] + author + ["commit-tree", tree, "-m", "First"]).output
        try run(["git", "-C", folder, "update-ref", "refs/heads/main", first.trimmingCharacters(in: .newlines)])
        try await fixture.server.order([
            "do": "host", "path": fixture.repository.path, "base": "main", "token": fixture.token, "folder": folder,
        ])
        let environment = try await environment(fixture)
        let done = try run(try arguments(fixture, webhook: freePort()), environment: environment, allowFailure: true)
        #expect(done.status == 0, "\(done.output)\(done.errors)")
        let branches = try run(["git", "-C", folder, "for-each-ref", "--format=%(refname)"]).output
        #expect(branches == "refs/heads/main\n")
        let subject = try run(["git", "-C", folder, "log", "-1", "--format=%s", "main"]).output
        #expect(subject == "Try Sluice\n")
    }

    @Test(
        "makes a repository where none is named, and deletes it; goes without a webhook, and says so",
        arguments: [ForgeKind.gitea, .github, .gitlab])
    func scratch(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let environment = try await environment(fixture)
        let done = try run(try arguments(fixture, repository: false), environment: environment, allowFailure: true)
        #expect(done.status == 0, "\(done.output)\(done.errors)")
        #expect(done.output.contains("ok  made a repository for it"))
        #expect(done.output.contains("ok  no webhook reaches this machine: left out"))
        #expect(done.output.contains("ok  deleted the repository that was made for it"))
        let made = try #require(done.output.firstMatch(of: /sluice\/sluice-trial-[0-9a-f]+/)).0
        #expect(try await !fixture.server.order(["do": "exists", "path": String(made)], as: Bool.self))
    }

    @Test("cleans up where somebody interrupts it", arguments: [ForgeKind.gitea, .github, .gitlab])
    func interrupt(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        try await fixture.require(check: "build")
        let environment = try await environment(fixture)
        let process = try ServerProcess(
            ["env"] + environment.map { "\($0.key)=\($0.value)" } + arguments(fixture, webhook: freePort()))
        #expect(process.log.wait(for: "ok  did not merge what somebody had pushed to meanwhile", seconds: 60))
        #expect(process.log.text.contains("ok  heard of it"))
        process.stop(SIGINT)
        #expect(process.log.wait(for: "not all of it works", seconds: 10))
        #expect(process.log.text.contains("NO  interrupted"))
        let branch = try #require(process.log.text.firstMatch(of: /(sluice-trial\/[0-9a-f]+)/))
        #expect(try await fixture.tip(of: String(branch.1)) == nil, "\(process.log.text)")
        #expect(try await fixture.order("hooks", [:], as: Int.self) == 0)
    }
}
