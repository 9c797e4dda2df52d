import Foundation
import GitRepositories
import Promotion
import TestServers
import Testing

extension RealServerTests {
    @Suite("Git sources and reading")
    struct SourcesTests {
        @Test("Tags are peeled to commits, with the tagger's or the commit's time; heads have the commit's")
        func tags() async throws {
            let fixture = try Fixture()
            let first = try fixture.git("rev-parse", "main")
            try fixture.git("tag", "v1.0.0", first)
            try run(
                [
                    "git", "-C", fixture.repository, "-c", "user.name=T", "-c", "user.email=t@e", "tag", "-a", "-m",
                    "x", "v2.0.0", first,
                ],
                environment: ["GIT_COMMITTER_DATE": "1800000000 +0000"])
            try fixture.git("tag", "tree-tag", "main^{tree}")
            let remote = fixture.branch.remote
            let tags = try await fixture.repositories.tags(of: remote, deadline: .seconds(20))
            #expect(tags.map(\.name) == ["v1.0.0", "v2.0.0"])
            #expect(tags.map(\.commit.hex) == [first, first])
            #expect(tags.map { $0.created?.timeIntervalSince1970 } == [1_700_000_000, 1_800_000_000])
            #expect(tags[0].author == "Test <test@example.com>")

            let second = try fixture.server.commit(["new": "x"], to: fixture.repository)
            try fixture.git("tag", "-f", "v1.0.0", second)
            let moved = try await fixture.repositories.tags(of: remote, deadline: .seconds(20))
            #expect(moved.map(\.commit.hex) == [second, first])
            let head = try await fixture.repositories.head(of: fixture.branch, deadline: .seconds(20))
            #expect(head?.name == "main" && head?.commit.hex == second && head?.created == moved[0].created)
        }

        @Test("Files, history and trailers are read from the mirror")
        func reading() async throws {
            let fixture = try Fixture()
            let base = CommitID(hex: try fixture.git("rev-parse", "main"))
            _ = await fixture.send(.adding("a\n", key: "p1"), .adding("b\n", key: "p2"))
            try fixture.server.commit(["other": "x"], to: fixture.repository)
            let remote = fixture.branch.remote
            let found = try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(20))
            let tip = try #require(found)
            #expect(tip.hex == (try fixture.git("rev-parse", "main")))
            #expect(await fixture.repositories.rememberedTip(of: fixture.branch) == tip)
            let files = try await fixture.repositories.files(
                ["apps/api.yaml", "apps", "none", "../x"], at: tip, of: remote)
            #expect(files == ["apps/api.yaml": Array("tag: 1\na\nb\n".utf8)])
            let promotions = try await fixture.repositories.promotions(from: tip, downTo: base, of: remote, limit: 100)
            #expect(promotions.map { $0.last("sluice-promotion") } == ["p2", "p1"])
            #expect(try await fixture.repositories.isAncestor(base, of: tip, in: remote))
            #expect(try await !fixture.repositories.isAncestor(tip, of: base, in: remote))
            await #expect(throws: Problem.self) {
                _ = try await fixture.repositories.files(
                    [], at: CommitID(hex: String(repeating: "a", count: 40)), of: remote)
            }
        }

        @Test("A file that is too large is the trouble of those who read it only")
        func tooLarge() async throws {
            let large = String(repeating: "x", count: GitLimits().fileBytes + 1)
            let fixture = try Fixture(files: ["apps/api.yaml": "tag: 1\n", "large.bin": large])
            let tip = try #require(await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(20)))
            let found = try await fixture.repositories.read(
                ["large.bin", "apps/api.yaml"], at: tip, of: fixture.branch.remote)
            #expect(
                found.problems == [
                    "large.bin": .permanent(
                        "`large.bin` is larger than 16 MiB.", remedy: "Split the file, or leave it out.")
                ])
            #expect(found.contents == ["apps/api.yaml": Array("tag: 1\n".utf8)])
            #expect(throws: Problem.self) { try found.contents(for: ["apps/api.yaml", "large.bin"]) }
            #expect(throws: Never.self) { try found.contents(for: ["apps/api.yaml"]) }
        }

        @Test("Files that are too large together are the trouble of their pattern only")
        func tooLargeTogether() async throws {
            var limits = GitLimits()
            limits.patternBytes = 8
            let fixture = try Fixture(
                files: ["a/1": "12345", "a/2": "12345", "b/1": "12345"], limits: limits)
            let tip = try #require(await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(20)))
            let (wide, narrow) = (FilePattern(matching: "a/*"), FilePattern(matching: "b/*"))
            let found = try await fixture.repositories.read([wide, narrow], at: tip, of: fixture.branch.remote)
            #expect(found.problems[wide]?.description.contains("a/*") == true)
            #expect(try found.contents(for: [narrow]).keys.contains("b/1"))
            #expect(throws: Problem.self) { try found.contents(for: [wide]) }
        }

        @Test("A branch that was rewritten by force is followed")
        func forced() async throws {
            let fixture = try Fixture()
            let base = try fixture.git("rev-parse", "main")
            let landed = await fixture.send(.adding("a\n", key: "p1"))["p1"]?.landed
            try fixture.git("update-ref", "refs/heads/main", base)
            #expect(try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(20))?.hex == base)
            // It is on the branch no longer, so that it may be made again.
            let again = await fixture.send(.adding("a\n", key: "p1"))["p1"]?.landed
            #expect(landed != nil && again != nil)
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
        }

        @Test("One bump into 20,000 files costs what it changes")
        func large() async throws {
            let files = Dictionary(
                uniqueKeysWithValues: (0..<20_000).map {
                    ("apps/g\($0 / 100)/s\($0 % 100)/values.yaml", "tag: \($0)\n")
                })
            let fixture = try Fixture(files: files)
            #expect(
                await fixture.send(.adding("x\n", to: "apps/g0/s0/values.yaml", key: "warm"))["warm"]?.landed != nil)
            var times: [Double] = []
            for number in 1...15 {
                let start = ContinuousClock.now
                let outcome = await fixture.send(
                    .adding("x\n", to: "apps/g\(number)/s1/values.yaml", key: "p\(number)"))
                times.append((ContinuousClock.now - start) / .milliseconds(1))
                #expect(outcome["p\(number)"]?.landed != nil)
            }
            print("bump into 20,000 files: median \(times.sorted()[7]) ms, worst \(times.sorted()[14]) ms")
        }
    }
}
