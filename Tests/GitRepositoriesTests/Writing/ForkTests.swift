import GitRepositories
import Promotion
import TestServers
import Testing

extension RealServerTests {
    @Suite("Commits that go to a fork")
    struct ForkTests {
        private static func own(_ fork: RemoteURL) -> OwnBranch {
            OwnBranch(
                name: "sluice/web/dev", known: [], stage: StageID(pipeline: "web", environment: "dev"), fork: fork)
        }

        @Test("A fork of which only a branch with commits of its own is known is sent what it lacks, and not all")
        func little() async throws {
            let noise = String((0..<100_000).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "a" })
            let fixture = try WebFixture(
                server: try await GitHTTPServer(), files: ["apps/api.yaml": "tag: 1\n", "noise": noise])
            let folder = fixture.repository + "-fork"
            try run(["cp", "-a", fixture.repository, folder])
            try fixture.server.commit(["other": "x\n"], to: folder)
            let fork = try RemoteURL("\(fixture.branch.remote)-fork")
            let outcome = await fixture.repositories.put(
                .writing("tag: 2\n", key: "k1"), on: fixture.branch, as: Self.own(fork), deadline: .seconds(30)
            ) { true }
            guard case .standing = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let push = try #require(fixture.pushes.last)
            #expect(push.path.hasSuffix("-fork/git-receive-pack"))
            #expect(push.body.count < 5000)
        }

        @Test("A fork that lacks more than may be sent at once is refused, with what mends it")
        func tooMuch() async throws {
            var limits = GitLimits()
            limits.forkCommits = 1
            let fixture = try Fixture(limits: limits)
            let folder = fixture.repository + "-fork"
            try run(["git", "init", "-q", "--bare", "-b", "main", folder])
            let fork = try RemoteURL("\(fixture.branch.remote)-fork")
            let outcome = await fixture.repositories.put(
                .writing("tag: 2\n", key: "k1"), on: fixture.branch, as: Self.own(fork), deadline: .seconds(30)
            ) { true }
            guard case .failed(let problem) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(problem.kind == .permanent)
            #expect(problem.remedy?.contains("push the branch `main` to it") == true, "\(problem)")
            #expect(try run(["git", "-C", folder, "for-each-ref"]).output == "")
        }
    }
}
