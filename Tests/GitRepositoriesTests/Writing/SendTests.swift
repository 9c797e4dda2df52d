import Foundation
import GitRepositories
import Promotion
import Synchronization
import TestServers
import Testing

extension RealServerTests {
    @Suite("Sending commits")
    struct SendTests {
        @Test("One request becomes one commit on the server, with its trailers")
        func oneCommit() async throws {
            let fixture = try Fixture()
            let outcomes = await fixture.send(.writing("tag: 2\n", key: "p1"))
            let commit = try #require(outcomes["p1"]?.landed, "\(outcomes)")
            #expect(try fixture.git("rev-parse", "main") == commit.hex)
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
            #expect(try fixture.git("show", "main:apps/api.yaml") == "tag: 2")
            #expect(try fixture.git("log", "-1", "--format=%(trailers:key=Sluice-Promotion,valueonly)") == "p1")
            let people = "Sluice <sluice@example.com>"
            #expect(try fixture.git("log", "-1", "--format=%an <%ae>|%cn <%ce>") == "\(people)|\(people)")
            #expect(try fixture.git("fsck", "--strict", "--full") == "")
        }

        @Test("A batch of 100 goes out as one chain in one push, each seeing what came before")
        func batch() async throws {
            let fixture = try Fixture()
            try fixture.server.installHook("post-receive", in: fixture.repository, "cat >> pushes")
            let requests = (1...100).map { CommitRequest.adding("line \($0)\n", key: "p\($0)") }
            let outcomes = await fixture.repositories.send(
                requests, to: fixture.branch, deadline: .seconds(60), authorize: { _ in true })
            #expect(outcomes.values.compactMap(\.landed).count == 100)
            #expect(try fixture.git("rev-list", "--count", "main") == "101")
            let pushes = try String(contentsOfFile: fixture.repository + "/pushes", encoding: .utf8)
            #expect(pushes.split(separator: "\n").count == 1)
            #expect(try fixture.git("show", "main:apps/api.yaml").split(separator: "\n").count == 101)
        }

        @Test(
            "A request that was sent before makes no second commit: in one process, after a restart, without the mirror"
        )
        func idempotent() async throws {
            let fixture = try Fixture()
            let request = CommitRequest.adding("more\n", key: "p1")
            let first = await fixture.send(request)["p1"]
            #expect(first?.landed != nil)
            try fixture.server.commit(["other": "x"], to: fixture.repository)
            #expect(await fixture.send(request)["p1"] == first)
            await fixture.repositories.close()
            #expect(
                await fixture.restarted().send([request], to: fixture.branch, deadline: .seconds(30)) { _ in true }[
                    "p1"] == first)
            try FileManager.default.removeItem(atPath: fixture.settings.mirrors)
            #expect(
                await fixture.restarted().send([request], to: fixture.branch, deadline: .seconds(30)) { _ in true }[
                    "p1"] == first)
            #expect(try fixture.git("rev-list", "--count", "main") == "3")
        }

        @Test("What the branch declares already makes no commit, and is named by the tip")
        func alreadyDeclared() async throws {
            let fixture = try Fixture()
            let outcome = await fixture.send(.writing("tag: 1\n", key: "p1"))["p1"]
            #expect(outcome == .alreadyDeclared(at: CommitID(hex: try fixture.git("rev-parse", "main"))))
            #expect(try fixture.git("rev-list", "--count", "main") == "1")
        }

        @Test("A request declared by an earlier one of its batch is named by that commit")
        func declaredByTheBatch() async throws {
            let fixture = try Fixture()
            let outcomes = await fixture.send(.writing("tag: 2\n", key: "p1"), .writing("tag: 2\n", key: "p2"))
            let commit = try #require(outcomes["p1"]?.landed)
            #expect(outcomes["p2"] == .alreadyDeclared(at: commit))
        }

        @Test("What may not be sent is not sent; the rest of the batch is, without its changes")
        func notAuthorized() async throws {
            let fixture = try Fixture()
            let outcomes = await fixture.send(
                .adding("a\n", key: "p1"), .adding("b\n", key: "p2"), .adding("c\n", key: "p3"),
                authorize: { $0 != "p2" })
            #expect(outcomes["p2"] == .notAuthorized)
            #expect(outcomes["p1"]?.landed != nil && outcomes["p3"]?.landed != nil)
            #expect(try fixture.git("show", "main:apps/api.yaml") == "tag: 1\na\nc")
        }

        @Test("A refusal of one request leaves the others alone")
        func refused() async throws {
            let fixture = try Fixture()
            let problem = Problem.permanent("apps/api.yaml:1:1: no such place.")
            let outcomes = await fixture.send(
                CommitRequest(key: "p1", files: []) { _, _ in .refused(problem) }, .adding("b\n", key: "p2"))
            #expect(outcomes["p1"] == .refused(problem))
            #expect(outcomes["p2"]?.landed != nil)
        }

        @Test(
            "Paths that lead elsewhere are refused and nothing is written",
            arguments: [
                "../x", "/etc/passwd", ".git/config", "a//b", "link", "link/x", "apps", "apps/api.yaml/x", "module",
            ])
        func paths(path: String) async throws {
            let fixture = try Fixture()
            try run(
                [
                    "sh", "-c",
                    """
                    git read-tree main && git update-index --add --cacheinfo 120000,$(printf apps | git hash-object -w --stdin),link \
                    --cacheinfo 160000,$(git rev-parse main),module &&
                    git update-ref refs/heads/main $(git commit-tree -p main -m links $(git write-tree))
                    """,
                ], in: fixture.repository,
                environment: [
                    "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@e", "GIT_COMMITTER_NAME": "T",
                    "GIT_COMMITTER_EMAIL": "t@e",
                ])
            let tip = try fixture.git("rev-parse", "main")
            let outcome = await fixture.send(.writing("x\n", to: path, key: "p1"))["p1"]
            guard case .refused(let problem) = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(!problem.isTransient)
            #expect(try fixture.git("rev-parse", "main") == tip)
        }

        @Test("The executable bit and the rest of the tree stay; a new file is a plain one")
        func modes() async throws {
            let fixture = try Fixture(files: ["apps/api.yaml": "tag: 1\n", "bin/tool": "#!/bin/sh\n", "README": "r\n"])
            try run(
                [
                    "sh", "-c",
                    """
                    git read-tree main && git update-index --cacheinfo 100755,$(git rev-parse main:bin/tool),bin/tool &&
                    git update-ref refs/heads/main $(git -c user.name=T -c user.email=t@e commit-tree -p main -m x $(git write-tree))
                    """,
                ], in: fixture.repository)
            let outcomes = await fixture.send(
                .writing("#!/bin/sh\ntrue\n", to: "bin/tool", key: "p1"),
                .writing("n\n", to: "new/deep/file", key: "p2"))
            #expect(outcomes.values.compactMap(\.landed).count == 2, "\(outcomes)")
            let listing = try fixture.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "main")
            #expect(listing == "100644 README\n100644 apps/api.yaml\n100755 bin/tool\n100644 new/deep/file")
        }

        @Test("A request appears once, however often it is named")
        func duplicates() async throws {
            let fixture = try Fixture()
            let outcomes = await fixture.send(.adding("a\n", key: "p1"), .adding("a\n", key: "p1"))
            #expect(outcomes.count == 1 && outcomes["p1"]?.landed != nil)
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
        }
    }
}
