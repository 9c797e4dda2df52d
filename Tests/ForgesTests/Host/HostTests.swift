import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import TestServers
import Testing

@Suite("The host that all adapters share")
struct HostTests {
    private func forge(
        _ server: TestHTTPServer, _ kind: ForgeKind = .gitlab, limits: ForgeLimits = .init(),
        clock: any WallClock = TestWallClock()
    ) throws -> any Forge {
        var settings = ForgeSettings(kind: kind, url: server.url) { .success("s3cret") }
        settings.allowPlaintext = true
        settings.allowLocal = true
        return Forges.make(settings, sender: try HTTPClient(), limits: limits, clock: clock)
    }

    private func branches() throws -> MergeRequestBranches {
        MergeRequestBranches(
            repository: try #require(ForgeRepository(path: "a/b")), base: "main", head: "x")
    }

    @Test("pages are asked for at the host's own address, whatever name the host has for itself")
    func pages() async throws {
        let server = try TestHTTPServer { request in
            let page = Int(request.query["page"] ?? "1") ?? 1
            let link = "<https://other.example.com/api/v4/x?page=\(page + 1)&state=opened>; rel=\"next\""
            return .json("[]", headers: page < 4 ? [("Link", link)] : [])
        }
        #expect(try await forge(server).find(branches()) == nil)
        #expect(server.requests.map { $0.query["page"] } == [nil, "2", "3", "4"])
        #expect(Set(server.requests.map(\.path)) == ["/api/v4/projects/a%2Fb/merge_requests"])
    }

    @Test("a list without an end is an error, never a part of a list")
    func endless() async throws {
        let server = try TestHTTPServer { _ in .json("[]", headers: [("Link", "<?page=2>; rel=\"next\"")]) }
        var limits = ForgeLimits()
        limits.pages = 5
        let forge = try forge(server, limits: limits)
        let problem = await #expect(throws: Problem.self) { try await forge.find(branches()) }
        #expect(problem?.kind == .permanent && problem?.summary.contains("more than 5 pages") == true)
        #expect(server.requests.count == 5)
    }

    @Test(
        "an answer that is not the JSON it should be is an error with its place",
        arguments: ["<html>Sign in</html>", "{}", "[{}]", "", "null"])
    func unreadable(body: String) async throws {
        let server = try TestHTTPServer { _ in .text(body, type: "text/html") }
        let forge = try forge(server)
        let problem = await #expect(throws: Problem.self) { try await forge.find(branches()) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains("/merge_requests: looking for the merge request of x failed") == true)
        #expect(problem?.remedy?.contains("proxy") == true)
    }

    @Test("an answer beyond the cap is an error")
    func cap() async throws {
        let server = try TestHTTPServer { _ in .json("[" + String(repeating: " ", count: 5000) + "]") }
        var limits = ForgeLimits()
        limits.answerBytes = 1000
        let forge = try forge(server, limits: limits)
        let problem = await #expect(throws: Problem.self) { try await forge.find(branches()) }
        #expect(problem?.summary.contains("limit of 1000 bytes") == true)
    }

    @Test("what did not change is not sent again")
    func tags() async throws {
        let fixture = try await HostFixture(.github)
        let id = try #require(try await fixture.opened())
        let first = try await fixture.forge.read(id, .basics)
        #expect(try await fixture.forge.read(id, .basics) == first)
        try await fixture.forge.update(id, MergeRequestChange(title: "New"))
        #expect(try await fixture.forge.read(id, .basics)?.title == "New")
        let answers = try await fixture.server.order(["do": "answers", "target": "pulls/1$"], as: [[String]].self)
            .filter { $0[1].contains(fixture.target) }.map { $0[2] }
        #expect(answers == ["200", "304", "200", "200"])
    }

    @Test("GitHub's primary limit stops us before GitHub has to, until its reset")
    func primary() async throws {
        let clock = TestWallClock()
        let fixture = try await HostFixture(.github, clock: clock)
        let reset = Int(clock.now.timeIntervalSince1970) + 900
        try await fixture.server.order(["do": "limit", "token": fixture.token, "remaining": 2, "reset": reset])
        for _ in 1...2 { #expect(try await fixture.forge.find(fixture.branches) == nil) }
        for _ in 1...3 {
            let problem = await #expect(throws: Problem.self) { try await fixture.forge.find(fixture.branches) }
            #expect(problem?.kind == .transient(retryAfter: 900))
        }
        #expect(try await fixture.requests().count == 2)
        try await fixture.server.order(["do": "limit", "token": fixture.token, "remaining": 9, "reset": reset + 3600])
        clock.advance(by: 900)
        #expect(try await fixture.forge.find(fixture.branches) == nil)
    }

    @Test("an answer that nothing has changed tells of the limit, too")
    func primaryUnchanged() async throws {
        let clock = TestWallClock()
        let fixture = try await HostFixture(.github, clock: clock)
        let id = try #require(try await fixture.opened())
        let reset = Int(clock.now.timeIntervalSince1970) + 900
        try await fixture.server.order(["do": "limit", "token": fixture.token, "remaining": 2, "reset": reset])
        let before = try await fixture.requests().count
        for _ in 1...2 { #expect(try await fixture.forge.read(id, .basics)?.isOpen == true) }
        let problem = await #expect(throws: Problem.self) { try await fixture.forge.read(id, .basics) }
        #expect(problem?.kind == .transient(retryAfter: 900))
        #expect(try await fixture.requests().count == before + 2)
    }

    @Test("GitHub's budget of writes is kept: the 81st of a minute waits, and reads go on")
    func secondary() async throws {
        let clock = TestWallClock()
        let fixture = try await HostFixture(.github, clock: clock)
        let head = try await fixture.push("x")
        let status = CommitStatus(name: "sluice/prod", state: .success, summary: "")
        for _ in 1...80 { try await fixture.forge.post(status, on: head, of: fixture.repository) }
        let problem = await #expect(throws: Problem.self) {
            try await fixture.forge.post(status, on: head, of: fixture.repository)
        }
        #expect(problem?.kind == .transient(retryAfter: 60))
        #expect(try await fixture.forge.find(fixture.branches) == nil)
        #expect(try await fixture.requests().count == 81)
        clock.advance(by: 60)
        try await fixture.forge.post(status, on: head, of: fixture.repository)
    }
}
