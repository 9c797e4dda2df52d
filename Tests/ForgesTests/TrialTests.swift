import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Synchronization
import TestServers
import Testing

@testable import forge_trial

@Suite("The trial of a live host")
struct TrialTests {
    /// The steps that were told of.
    private final class Steps: Sendable {
        private let state = Mutex<[String]>([])
        var all: [String] { state.withLock { $0 } }

        func add(_ step: String) { state.withLock { $0.append(step) } }
    }

    private func hands(_ fixture: HostFixture, reviewer: String? = nil) throws -> LiveHands {
        var settings = ForgeSettings(kind: fixture.server.kind, url: fixture.server.url) { .success("") }
        settings.allowPlaintext = true
        settings.allowLocal = true
        let client = try HTTPClient()
        return LiveHands(
            fixture.forge, fixture.repository, base: fixture.base,
            LiveAPI(settings, token: fixture.token, client: client),
            reviewer: reviewer.map { LiveAPI(settings, token: $0, client: client) }, pause: .zero)
    }

    @Test("walks the whole way on every host, tells each step, and leaves nothing open", arguments: ForgeKind.allCases)
    func walk(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let reviewer = "alice-\(fixture.token)"
        try await fixture.server.order(["do": "account", "token": reviewer, "name": "alice"])
        let steps = Steps()
        let flow = ForgeFlow(try hands(fixture, reviewer: reviewer), branch: "sluice-trial/1") { steps.add($0) }
        do {
            try await flow.walk()
        } catch {
            Issue.record("\(error) after \(steps.all)")
        }
        #expect(steps.all.count == 14)
        #expect(steps.all.contains("read the approval by alice"))
        #expect(try await fixture.tip(of: "sluice-trial/1") == nil)
        #expect(try await fixture.tip(of: "sluice-trial/1-2") == nil)
        #expect(try await fixture.count() == 2)
        #expect(try await fixture.violations() == [])
    }

    @Test("goes without a second account, and says so")
    func alone() async throws {
        let fixture = try await HostFixture(.gitea)
        let steps = Steps()
        try await ForgeFlow(try hands(fixture), branch: "sluice-trial/1") { steps.add($0) }.walk()
        #expect(steps.all.contains("no other account may review it: left out"))
    }

    @Test("cleans up where it ends early", arguments: ForgeKind.allCases)
    func cleanUp(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        try await fixture.require(check: "build")
        var hands = try hands(fixture)
        hands.patience = .zero
        let steps = Steps()
        let flow = ForgeFlow(hands, branch: "sluice-trial/1") { steps.add($0) }
        await #expect(throws: (any Error).self) { try await flow.walk() }
        #expect(try await fixture.tip(of: "sluice-trial/1") != nil)
        await flow.cleanUp()
        #expect(try await fixture.tip(of: "sluice-trial/1") == nil)
        let branches = MergeRequestBranches(
            repository: fixture.repository, base: fixture.base, head: "sluice-trial/1")
        #expect(try await fixture.forge.find(branches) == nil)
    }

    @Test("does not believe a delivery without the proof, and says how many there were")
    func forged() async throws {
        let fixture = try await HostFixture(.gitea)
        let port = freePort()
        let listener = HookListener(host: "127.0.0.1", port: port)
        try await listener.start()
        defer { listener.stop() }
        let hook = LiveHook(
            try hands(fixture).api, fixture.repository, url: "http://127.0.0.1:\(port)/", listener: listener)
        let id = MergeRequestID(repository: fixture.repository, number: 1)
        let nothing = try #require(try await hook.missing(of: id))
        #expect(nothing.contains("of 0 deliveries 0 prove"))
        var request = HTTPRequest("POST", "http://127.0.0.1:\(port)/in")
        request.allowPlaintext = true
        request.allowLocal = true
        request.headers["X-Gitea-Event"] = "pull_request"
        request.headers["X-Gitea-Signature"] = String(repeating: "0", count: 64)
        request.body = Array(#"{"number": 1}"#.utf8)
        #expect(try await HTTPClient().send(request).status == 202)
        let forged = try #require(try await hook.missing(of: id))
        #expect(forged.contains("of 1 deliveries 0 prove"))
    }
}
