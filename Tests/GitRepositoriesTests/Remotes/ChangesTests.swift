import Foundation
import GitRepositories
import Promotion
import TestServers
import Testing

extension RealServerTests {
    @Suite("What changed in an application")
    struct ChangesTests {
        private func changes(
            _ fixture: Fixture, _ from: String?, _ to: String, limit: Int = 10
        ) async throws -> ChangeLog {
            try await fixture.repositories.changes(
                from: from.map { CommitID(hex: $0) }, to: CommitID(hex: to), of: fixture.branch.remote, limit: limit,
                deadline: .seconds(20))
        }

        @Test("Commits of release branches and of tags alone are found, and stay found")
        func branches() async throws {
            let fixture = try Fixture()
            let base = try fixture.git("rev-parse", "main")
            let onBranch = try fixture.server.commit(["a": "1"], to: fixture.repository)
            try fixture.git("branch", "release/1", onBranch)
            let onTag = try fixture.server.commit(["a": "2"], to: fixture.repository)
            try fixture.git("tag", "v1", onTag)
            try fixture.git("update-ref", "refs/heads/main", base)
            let newer = try fixture.server.commit(["b": "1"], to: fixture.repository)

            #expect(try await changes(fixture, base, onBranch).changes.map(\.commit.hex) == [onBranch])
            let log = try await changes(fixture, newer, onTag)
            #expect(log.relation == .diverged)
            #expect(log.changes.map(\.commit.hex) == [onTag, onBranch])
            #expect((log.total, log.removed) == (2, 1))

            // What the mirror has is not asked for again.
            try FileManager.default.removeItem(atPath: fixture.repository)
            #expect(try await changes(fixture, newer, onTag) == log)
        }

        @Test("A commit that nothing leads to, and what is no commit, is a permanent problem")
        func unknown() async throws {
            let fixture = try Fixture()
            let tree = try fixture.git("rev-parse", "main^{tree}")
            for id in [String(repeating: "a", count: 40), tree, "main", "", "--help"] {
                let error = await #expect(throws: Problem.self) { try await changes(fixture, nil, id) }
                #expect(error?.kind == .permanent)
            }
        }

        @Test("A history without a commit that is named as the old one is listed from its end")
        func unknownBase() async throws {
            let fixture = try Fixture()
            let tip = try fixture.git("rev-parse", "main")
            for id in [String(repeating: "a", count: 40), try fixture.git("rev-parse", "main^{tree}"), "main"] {
                let log = try await changes(fixture, id, tip)
                #expect(log.relation == .unknownBase)
                #expect(log.changes.map(\.commit.hex) == [tip])
            }
        }

        @Test("Long histories are counted up to a limit only")
        func long() async throws {
            var limits = GitLimits()
            limits.searchedCommits = 5
            let fixture = try Fixture(limits: limits)
            let base = try fixture.git("rev-parse", "main")
            var tip = base
            for number in 1...8 { tip = try fixture.server.commit(["a": "\(number)"], to: fixture.repository) }
            let whole = try await changes(fixture, nil, tip, limit: 2)
            #expect((whole.changes.count, whole.total, whole.isTotalCut) == (2, 5, true))
            let since = try await changes(fixture, base, tip, limit: 2)
            #expect((since.changes.count, since.total, since.isTotalCut) == (2, 8, false))
        }
    }
}
