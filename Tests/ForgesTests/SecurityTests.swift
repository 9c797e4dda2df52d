import Forges
import Foundation
import HTTPTransport
import Promotion
import Synchronization
import TestServers
import Testing

@Suite("A forge's token goes nowhere but to its host, and into no error")
struct SecurityTests {
    @Test("a redirect to another host is refused, and that host is never asked", arguments: ForgeKind.allCases)
    func redirect(kind: ForgeKind) async throws {
        let other = try TestHTTPServer { _ in .json("[]") }
        for call in ForgeCall.allCases {
            for status in [301, 302, 307, 308] {
                let fixture = try await HostFixture(kind)
                let (head, id) = try await call.prepare(fixture)
                try await fixture.fault(
                    "status", ".*", fixture.target, times: 99, status: status,
                    headers: ["Location": other.url + "/api/v4/x"])
                let problem = await #expect(throws: Problem.self) { try await call.make(fixture, head, id) }
                #expect(problem?.kind == .permanent)
                #expect(problem?.description.contains(fixture.token) == false)
            }
        }
        #expect(other.connectionCount == 0)
    }

    @Test("a host at an address of this machine is asked only where that is allowed", arguments: ForgeKind.allCases)
    func local(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind) { $0.allowLocal = false }
        let problem = await #expect(throws: Problem.self) { try await fixture.forge.find(fixture.branches) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains("loopback") == true && problem?.remedy?.contains("local addresses") == true)
        #expect(try await fixture.requests() == [])
    }

    @Test("a renamed repository is followed where the host leads", arguments: [ForgeKind.gitea, .github, .gitlab])
    func rename(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let opened = try #require(try await fixture.opened())
        let new = fixture.repository.path + "-renamed"
        _ = try await fixture.order("rename", ["to": new], as: String?.self)
        #expect(try await fixture.forge.find(fixture.branches)?.id == opened)
        #expect(try await fixture.forge.read(opened, .all)?.isOpen == true)
        if kind == .gitlab {
            // GitLab leads nobody who changes something.
            let problem = await #expect(throws: Problem.self) {
                try await fixture.forge.update(opened, MergeRequestChange(title: "New"))
            }
            #expect(problem?.kind == .permanent)
            #expect(problem?.summary.contains("moved projects") == true)
        } else {
            try await fixture.forge.update(opened, MergeRequestChange(title: "New"))
            #expect(try await fixture.forge.read(opened, .basics)?.title == "New")
        }
        #expect(try await fixture.violations() == [])
    }

    @Test(
        "a host that repeats the token does not get it into an error", arguments: ForgeKind.allCases,
        [400, 401, 403, 404, 409, 422, 429, 500])
    func echo(kind: ForgeKind, status: Int) async throws {
        for call in ForgeCall.allCases {
            let fixture = try await HostFixture(kind)
            let (head, id) = try await call.prepare(fixture)
            let body = #"{"message":"No \#(fixture.token) here","errors":[{"message":"\#(fixture.token)"}]}"#
            try await fixture.fault("status", ".*", fixture.target, times: 99, status: status, body: body)
            let problem = await #expect(throws: Problem.self) { try await call.make(fixture, head, id) }
            var text = ""
            dump(problem, to: &text)
            #expect(!text.contains(fixture.token))
        }
    }

    @Test("a revoked token is told apart from everything else, at every call", arguments: ForgeKind.allCases)
    func revoked(kind: ForgeKind) async throws {
        for call in ForgeCall.allCases {
            let fixture = try await HostFixture(kind)
            let (head, id) = try await call.prepare(fixture)
            try await fixture.server.order(["do": "revoke", "token": fixture.token])
            let problem = await #expect(throws: Problem.self) { try await call.make(fixture, head, id) }
            #expect(problem?.kind == .unauthorized, "\(call): \(String(describing: problem))")
            #expect(problem?.remedy?.contains("token") == true)
        }
    }

    @Test("a token that cannot be read stops the call before anything is sent", arguments: ForgeKind.allCases)
    func missingToken(kind: ForgeKind) async throws {
        let missing = Problem.permanent("The secret env:NONE is missing.")
        let fixture = try await HostFixture(kind) { $0.token = { .failure(missing) } }
        let problem = await #expect(throws: Problem.self) { try await fixture.forge.find(fixture.branches) }
        #expect(problem == missing)
        #expect(try await fixture.requests().isEmpty)
    }

    @Test("each request has the forge's deadline, cap and authorities", arguments: ForgeKind.allCases)
    func requests(kind: ForgeKind) async throws {
        let sender = Recording()
        var settings = ForgeSettings(kind: kind, url: "https://git.example.com") { .success("t") }
        settings.caFile = "/ca.pem"
        var limits = ForgeLimits()
        limits.requestDeadline = .seconds(7)
        limits.answerBytes = 1234
        let forge = Forges.make(settings, sender: sender, limits: limits)
        let repository = try #require(ForgeRepository(path: "a/b"))
        let branches = MergeRequestBranches(repository: repository, base: "main", head: "x")
        await #expect(throws: Problem.self) { try await forge.find(branches) }
        let request = try #require(sender.requests.first)
        #expect(request.deadline == .seconds(7) && request.maximumBody == 1234 && request.caFile == "/ca.pem")
        #expect(!request.allowPlaintext && !request.allowLocal)
    }
}

extension HostFixture {
    /// A merge request that was opened for a test.
    func opened() async throws -> MergeRequestID? {
        _ = try await push(branches.head)
        return try await forge.findOrOpen(draft).mergeRequest?.id
    }
}
