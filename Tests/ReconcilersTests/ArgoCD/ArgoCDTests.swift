import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import Secrets
import TestServers
import Testing

/// One secret, whatever is asked for.
struct FixedSecrets: SecretReader {
    private let value: String

    init(_ value: String) { self.value = value }

    func read(_ secret: Secret) throws(Problem) -> SecretValue { SecretValue(value) }
}

@Suite("Argo CD's applications")
struct ArgoCDTests {
    private let first: HandOff
    private let second: HandOff

    init() throws {
        first = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        second = try ReconcilerConformance.handOff(ReconcilerConformance.second)
    }

    private func posts(_ fixture: ArgoCDFixture) async throws -> Int {
        try await fixture.requests().filter { $0.hasPrefix("POST") }.count
    }

    @Test("another operation is waited for, and the sync is sent once it has ended")
    func otherOperation() async throws {
        let fixture = try await ArgoCDFixture()
        try await fixture.order("occupy", ["user": "alice"])
        let receipt = try await fixture.reconciler.request(first)
        let waiting = try await fixture.reconciler.observe(first, receipt: receipt)
        guard case .waiting(let reason) = waiting else {
            Issue.record("\(waiting)")
            return
        }
        #expect(reason.contains("another operation is under way, started by alice"))
        #expect(try await fixture.applied() == [])
        try await fixture.order("hold", ["held": false])
        for _ in 0..<2 { _ = try await fixture.reconciler.observe(first, receipt: receipt) }
        #expect(try await fixture.reconciler.observe(first, receipt: receipt) == .live(at: first.revision))
        #expect(try await fixture.applied() == [first.revision])
    }

    @Test("an operation that is quicker than ours is waited for")
    func quicker() async throws {
        let fixture = try await ArgoCDFixture()
        let words = "another operation is already in progress"
        try await fixture.fault(
            "status", "POST", status: 400, body: #"{"error":"\#(words)","code":9,"message":"\#(words)"}"#)
        let receipt = try await fixture.reconciler.request(first)
        #expect(try await fixture.reconciler.observe(first, receipt: receipt) != .live(at: first.revision))
        #expect(try await fixture.reconciler.observe(first, receipt: receipt) == .live(at: first.revision))
        #expect(try await fixture.applied() == [first.revision])
    }

    @Test("a sync window is waited for, and told", arguments: [ArgoCDFixture.Kind.named, .automated])
    func window(kind: ArgoCDFixture.Kind) async throws {
        let fixture = try await ArgoCDFixture(kind)
        try await fixture.order("window", ["open": false])
        let receipt = try await fixture.reconciler.request(first)
        let waiting = try await fixture.reconciler.observe(first, receipt: receipt)
        guard case .waiting(let reason) = waiting else {
            Issue.record("\(waiting)")
            return
        }
        #expect(reason.contains("deny `0 22 * * *` for 8h"), "\(reason)")
        #expect(try await fixture.applied() == [])
        try await fixture.order("window", ["open": true])
        if kind == .automated { try await fixture.order("health", ["status": "Healthy"]) }
        _ = try await fixture.reconciler.observe(first, receipt: receipt)
        #expect(try await fixture.reconciler.observe(first, receipt: receipt) == .live(at: first.revision))
        #expect(try await fixture.applied() == [first.revision])
    }

    @Test("an application that is only watched is never told to sync")
    func watched() async throws {
        let fixture = try await ArgoCDFixture { $0.syncs = false }
        let receipt = try await fixture.reconciler.request(first)
        let waiting = try await fixture.reconciler.observe(first, receipt: receipt)
        guard case .waiting(let reason) = waiting else {
            Issue.record("\(waiting)")
            return
        }
        #expect(reason.contains("OutOfSync at aaaaaaaaaa"), "\(reason)")
        try await fixture.make(.move(first.revision))
        #expect(try await fixture.reconciler.observe(first, receipt: receipt) == .live(at: first.revision))
        #expect(try await posts(fixture) == 0)
    }

    @Test("a sync never takes back what has gone on", arguments: [ArgoCDFixture.Kind.named, .sources])
    func goneOn(kind: ArgoCDFixture.Kind) async throws {
        let fixture = try await ArgoCDFixture(kind)
        try await fixture.make(.move(ReconcilerConformance.third))
        let receipt = try await fixture.adapter.request(first)
        #expect(try await posts(fixture) == 0)
        #expect(
            try await fixture.reconciler.observe(first, receipt: receipt) == .live(at: ReconcilerConformance.third))
    }

    @Test("what was seen before the sync's end is looked at again, and not believed")
    func stale() async throws {
        let fixture = try await ArgoCDFixture()
        try await fixture.order("hold", ["held": true])
        let receipt = try await fixture.reconciler.request(first)
        try await fixture.order("freeze", ["frozen": true])
        try await fixture.order("hold", ["held": false])
        let seen = try await fixture.reconciler.observe(first, receipt: receipt)
        guard case .progressing(let reason) = seen else {
            Issue.record("\(seen)")
            return
        }
        #expect(reason.contains("seen before the sync ended"))
        #expect(try await fixture.requests().last?.contains("refresh=hard") == true)
    }

    @Test("a missing application is told as what it may be", arguments: [nil, "shop"])
    func missing(project: String?) async throws {
        let fixture = try await ArgoCDFixture {
            $0.applications = .named(Template.literal("nowhere"))
            $0.project = project
        }
        let problem = await #expect(throws: Problem.self) { try await fixture.adapter.request(first) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains(project == nil ? "403" : "404") == true)
        #expect(problem?.remedy?.contains("`project`") == true)
    }

    @Test("an ApplicationSet that has generated nothing is waited for")
    func nothingGenerated() async throws {
        let fixture = try await ArgoCDFixture(.generated) { $0.applications = .generated(by: Template.literal("none")) }
        let receipt = try await fixture.adapter.request(first)
        let seen = try await fixture.adapter.observe(first, receipt: receipt)
        #expect(seen == .waiting(reason: "the ApplicationSet none has generated no application yet"))
    }

    @Test("of many applications the one that is not live is told")
    func slowest() async throws {
        let fixture = try await ArgoCDFixture(.selected)
        let receipt = try await fixture.reconciler.request(first)
        try await fixture.server.order([
            "do": "health", "application": fixture.names[1], "status": "Degraded", "message": "1 of 3 pods",
        ])
        let seen = try await fixture.reconciler.observe(first, receipt: receipt)
        guard case .degraded(let reason) = seen else {
            Issue.record("\(seen)")
            return
        }
        #expect(reason.contains(fixture.names[1]) && reason.contains("1 of 3 pods"))
        #expect(!reason.contains(fixture.names[0]))
    }

    @Test("a comparison that fails is told")
    func comparison() async throws {
        let fixture = try await ArgoCDFixture()
        let receipt = try await fixture.reconciler.request(first)
        try await fixture.order("condition", ["type": "ComparisonError", "message": "repository not found"])
        let seen = try await fixture.reconciler.observe(first, receipt: receipt)
        guard case .progressing(let reason) = seen else {
            Issue.record("\(seen)")
            return
        }
        #expect(reason.contains("repository not found"))
    }

    @Test("a retry after auto-sync gave up syncs once more, and only for who was told")
    func retriedAutoSync() async throws {
        let fixture = try await ArgoCDFixture(.automated)
        try await fixture.make(.failNext("the image cannot be pulled"))
        for _ in 0..<2 { _ = try await fixture.reconciler.request(first) }
        #expect(try await posts(fixture) == 0)
        guard case .failed = try await fixture.reconciler.observe(first, receipt: HandOffReceipt("")) else {
            Issue.record("a failed sync is not told")
            return
        }
        let receipt = try await fixture.reconciler.request(first)
        #expect(try await fixture.reconciler.observe(first, receipt: receipt) == .live(at: first.revision))
        #expect(try await posts(fixture) == 1)
    }

    @Test("the token's account is told to doctor, and a token that is not known")
    func probe() async throws {
        let fixture = try await ArgoCDFixture()
        let secrets = FixedSecrets(fixture.token)
        let words = try await ArgoCD.probe(fixture.definition, secrets: secrets, http: try HTTPClient())
        #expect(words == "answers; the token is sluice's")
        try await fixture.make(.revoke)
        let problem = await #expect(throws: Problem.self) {
            try await ArgoCD.probe(fixture.definition, secrets: secrets, http: try HTTPClient())
        }
        #expect(problem?.kind == .unauthorized)
    }
}

extension Template {
    static func literal(_ text: String) -> Template {
        (try? Template(text)) ?? { preconditionFailure("\(text) is no template") }()
    }
}
