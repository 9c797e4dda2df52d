import Foundation
import GitRepositories
import Promotion
import TestServers
import Testing

extension RealServerTests {
    @Suite("Rejected pushes")
    struct RejectionTests {
        /// Refuses a push that carries a commit with the word "bad".
        private static let hook = """
            while read old new ref; do
              if git log --format=%B $old..$new | grep -q bad; then
                echo "policy: bad commits are not welcome" >&2; exit 1
              fi
            done
            """

        @Test("A hook's refusal of a batch stops only the offender, in the server's own words")
        func oneOffender() async throws {
            let fixture = try Fixture()
            try fixture.server.installHook("pre-receive", in: fixture.repository, Self.hook)
            let keys = ["p1", "p2", "bad", "p4", "p5"]
            let outcomes = await fixture.repositories.send(
                keys.map { .adding("\($0)\n", key: $0) }, to: fixture.branch, deadline: .seconds(30)
            ) { _ in true }
            for key in keys where key != "bad" { #expect(outcomes[key]?.landed != nil, "\(key): \(outcomes)") }
            let problem = try #require(outcomes["bad"]?.problem)
            #expect(!problem.isTransient)
            #expect(problem.summary.contains("policy: bad commits are not welcome"))
            #expect(problem.remedy != nil)
            #expect(try fixture.git("show", "main:apps/api.yaml") == "tag: 1\np1\np2\np4\np5")
        }

        @Test("An update hook and a protected branch are refusals with their words")
        func updateHook() async throws {
            let fixture = try Fixture()
            try fixture.server.installHook(
                "update", in: fixture.repository,
                "echo 'GitLab: You are not allowed to push code to protected branches on this project.' >&2; exit 1")
            let problem = try #require(await fixture.send(.adding("x\n", key: "p1"))["p1"]?.problem)
            #expect(!problem.isTransient)
            #expect(problem.summary.contains("not allowed to push code to protected branches"))
        }

        @Test("A read-only key may fetch, and its push is a permanent problem")
        func readOnly() async throws {
            let fixture = try Fixture(readOnly: true)
            #expect(try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(10)) != nil)
            let problem = try #require(await fixture.send(.adding("x\n", key: "p1"))["p1"]?.problem)
            #expect(!problem.isTransient)
            #expect(problem.summary.contains("does not have write access"))
            let probe = await #expect(throws: Problem.self) {
                try await fixture.repositories.probePush(to: fixture.branch.remote, deadline: .seconds(10))
            }
            #expect(probe == problem)
        }

        @Test("A missing repository is a permanent problem that names it")
        func missingRepository() async throws {
            let fixture = try Fixture()
            try FileManager.default.removeItem(atPath: fixture.repository)
            let problem = try #require(await fixture.send(.adding("x\n", key: "p1"))["p1"]?.problem)
            #expect(!problem.isTransient)
            #expect(problem.summary.contains(fixture.branch.remote.description))
            await #expect(throws: Problem.self) {
                try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(10))
            }
        }

        @Test("A missing branch is a permanent problem, and has no tip")
        func missingBranch() async throws {
            let fixture = try Fixture()
            let branch = Branch(remote: fixture.branch.remote, name: "none")
            #expect(try await fixture.repositories.tip(of: branch, deadline: .seconds(10)) == nil)
            let outcomes = await fixture.repositories.send(
                [.adding("x\n", key: "p1")], to: branch, deadline: .seconds(10)
            ) { _ in true }
            let problem = try #require(outcomes["p1"]?.problem)
            #expect(!problem.isTransient && problem.summary.contains("`none`"))
        }

        @Test("A server that keeps refusing to lock the branch is a transient problem, not an endless race")
        func locked() async throws {
            let fixture = try Fixture()
            _ = FileManager.default.createFile(atPath: fixture.repository + "/refs/heads/main.lock", contents: nil)
            let problem = try #require(await fixture.send(.adding("x\n", key: "p1"))["p1"]?.problem)
            #expect(problem.isTransient)
            try FileManager.default.removeItem(atPath: fixture.repository + "/refs/heads/main.lock")
            #expect(await fixture.send(.adding("x\n", key: "p1"))["p1"]?.landed != nil)
        }
    }
}
