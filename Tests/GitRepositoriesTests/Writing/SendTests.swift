import Foundation
import GitRepositories
import Promotion
import TestServers
import Testing

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
        #expect(
            try fixture.git("log", "-1", "--format=%an <%ae> %cn <%ce>")
                == "Sluice <sluice@example.com> Sluice <sluice@example.com>")
        #expect(try fixture.git("fsck", "--strict", "--full") == "")
    }

    @Test("A batch goes out as one chain in one push, each seeing what came before")
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
}
