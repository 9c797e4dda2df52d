import Promotion
import Testing

@testable import Forges

@Suite("Gitea")
struct GiteaTests {
    @Test(
        "knows which servers can be asked for a pair of branches",
        arguments: [
            ("1.21.11", false), ("1.22.0", true), ("1.22.6", true), ("1.30.0+dev-12-gabc", true), ("2.0", true),
            ("7.0.5+gitea-1.22.0", true), ("1.21.11-0", false), ("11.0.1+gitea-1.22.0", true), ("", false),
            ("1.21.6+0-gitea-1.21.6", false),
        ])
    func version(text: String, isKnown: Bool) {
        #expect(GiteaVersion(text).isAtLeast(1, 22) == isKnown)
    }

    @Test(
        "reads the number of the merge request that is there already",
        arguments: [
            ("pull request already exists for these targets [id: 41, issue_id: 7, head_repo_id: 1]", 7),
            ("pull request already exists", nil), ("issue_id: x", nil),
        ] as [(String, Int?)])
    func number(words: String, number: Int?) {
        #expect(Gitea.number(in: words) == number)
    }

    @Test("all checks of a commit are read, however many there are", arguments: [29, 30, 50, 51, 120])
    func manyChecks(count: Int) async throws {
        let fixture = try await HostFixture(.gitea)
        let id = try #require(try await fixture.opened())
        let head = try #require(try await fixture.tip(of: fixture.branches.head))
        for number in 1...count {
            try await fixture.post(CommitStatus(name: "check \(number)", state: .success, summary: ""), on: head)
        }
        #expect(try await fixture.forge.read(id, .checks)?.checks.count == count)
        #expect(try await fixture.violations() == [])
    }

    @Test("an older server is asked for its list, and finds the same")
    func older() async throws {
        let fixture = try await HostFixture(.gitea)
        let version = #"{"version":"1.21.11"}"#
        try await fixture.fault("status", "GET", "/version$", status: 200, body: version)
        let id = try await fixture.opened()
        #expect(try await fixture.forge.find(fixture.branches)?.id == id)
        #expect(try await fixture.forge.findOrOpen(fixture.draft).mergeRequest?.id == id)
        #expect(try await fixture.count() == 1)
        let targets = try await fixture.requests()
        #expect(
            targets.contains { $0.contains("/pulls?state=open") } && !targets.contains { $0.contains("/pulls/main/") })
    }
}
