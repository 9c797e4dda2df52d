import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("The fake Git")
struct FakeGitTests {
    private struct Fixture: GitRemotesFixture {
        let server: FakeGitServer
        let fake: FakeGitRemotes
        let branch: Branch
        let clock = TestClock()
        var remotes: any GitRemotes { fake }

        init() throws {
            branch = Branch(remote: try RemoteURL("git@git.example.com:platform/dev.git"), name: "main")
            let clock = clock
            server = FakeGitServer { clock.date }
            fake = FakeGitRemotes(server) { clock.date }
            server.create(branch, files: ["app.yaml": "tag: \"1\"\n", "other.yaml": "a: 1\n"])
        }

        func commit(_ files: [String: String], message: String, on branch: Branch) async throws -> CommitID {
            try #require(server.commit(files.mapValues { Array($0.utf8) }, to: branch, message: message))
        }

        func fork(isEmpty: Bool) async throws -> RemoteURL {
            let fork = try RemoteURL("git@git.example.com:bot/dev.git")
            server.fork(branch.remote, to: fork, isEmpty: isEmpty)
            return fork
        }

        func makeReadOnly(_ fork: RemoteURL) async throws { server.makeReadOnly(fork) }

        func tag(_ name: String, at commit: CommitID) async throws { server.tag(name, at: commit, of: branch.remote) }
        func log() async throws -> [CommitID] { server.log(branch).map(\.id) }
        func text(_ path: String) async throws -> String? { server.text(path, on: branch) }

        func send(_ keys: String..., prepared: Recorder<String> = Recorder()) async -> [String: SendOutcome] {
            let requests = keys.map { key in
                CommitRequest(key: key, files: ["app.yaml"]) { files, _ in
                    prepared.append(key)
                    let contents = (files["app.yaml"] ?? []) + Array("\(key)\n".utf8)
                    return .commit(files: ["app.yaml": contents], message: "Promote\n\nSluice-Promotion: \(key)\n")
                }
            }
            return await fake.send(requests, to: branch, deadline: .seconds(1)) { _ in true }
        }
    }

    @Test("keeps the port's contract")
    func conforms() async throws {
        try await GitRemotesConformance.check { try Fixture() }
    }

    @Test("an answer that never came is read back: the commit is there once", arguments: [true, false])
    func cut(arrived: Bool) async throws {
        let fixture = try Fixture()
        fixture.server.failNextPushes(arrived ? .cutAfter : .cutBefore, to: fixture.branch)
        let prepared = Recorder<String>()
        let outcome = await fixture.send("k1", prepared: prepared)["k1"]
        let log = fixture.server.log(fixture.branch)
        #expect(log.count == 2 && outcome == .landed(log[0].id))
        #expect(prepared.values == ["k1"], "while the branch stands still the identical commit is sent again")
        #expect(fixture.server.pushCount(fixture.branch) == (arrived ? 1 : 2))
    }

    @Test("a lost race is prepared again on the new tip, and the winner's commit stays")
    func race() async throws {
        let fixture = try Fixture()
        fixture.server.failNextPushes(.race(["app.yaml": Array("theirs\n".utf8)]), to: fixture.branch)
        let prepared = Recorder<String>()
        let outcome = await fixture.send("k1", prepared: prepared)["k1"]
        let log = fixture.server.log(fixture.branch)
        #expect(outcome == .landed(log[0].id) && log.count == 3 && log[1].author == "Bob <bob@example.com>")
        #expect(fixture.server.text("app.yaml", on: fixture.branch) == "theirs\nk1\n")
        #expect(prepared.values == ["k1", "k1"])
    }

    @Test("races without end fail for now")
    func endlessRace() async throws {
        let fixture = try Fixture()
        for _ in 0..<20 { fixture.server.failNextPushes(.race(["app.yaml": []]), to: fixture.branch) }
        guard case .failed(let problem) = await fixture.send("k1")["k1"] else {
            Issue.record("it did not fail")
            return
        }
        #expect(problem.isTransient)
    }

    @Test("of a batch that is declined only the offender stops")
    func offender() async throws {
        let fixture = try Fixture()
        let problem = Problem.permanent("The hook declined.")
        fixture.server.refuse("k2", problem)
        let outcomes = await fixture.send("k1", "k2", "k3")
        let log = fixture.server.log(fixture.branch)
        #expect(outcomes == ["k1": .landed(log[1].id), "k2": .failed(problem), "k3": .landed(log[0].id)])
        #expect(fixture.server.text("app.yaml", on: fixture.branch) == "tag: \"1\"\nk1\nk3\n")
    }

    @Test("a crash after an unread push finds the commit, even without the mirror")
    func crash() async throws {
        let fixture = try Fixture()
        let first = await fixture.send("k1")
        fixture.fake.forgetMirror()
        #expect(await fixture.send("k1") == first)
        #expect(fixture.server.log(fixture.branch).count == 2)
    }

    @Test("a remote that is down fails everything for now, and nothing is lost")
    func outage() async throws {
        let fixture = try Fixture()
        fixture.server.setOutage(.transient("No route to host."), of: fixture.branch.remote)
        #expect(await fixture.send("k1") == ["k1": .failed(.transient("No route to host."))])
        await #expect(throws: Problem.self) { try await fixture.fake.tip(of: fixture.branch, deadline: .seconds(1)) }
        fixture.server.setOutage(nil, of: fixture.branch.remote)
        guard case .landed = await fixture.send("k1")["k1"] else {
            Issue.record("it did not recover")
            return
        }
    }

    @Test(
        "the trailers are the last paragraph's",
        arguments: [("a\n\nb\n\nK: v\nL-M: x: y\n", 2), ("K: v\n", 0), ("a\n\nK: v\nno\n", 0)])
    func trailers(message: String, count: Int) {
        let commit = FakeCommit(parent: nil, files: [:], message: message, author: "a", committedAt: .distantPast)
        #expect(commit.trailers.trailers.count == count)
        #expect(count == 0 || commit.trailers.last("l-m") == "x: y")
    }
}
