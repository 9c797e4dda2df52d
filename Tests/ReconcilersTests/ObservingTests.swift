import Foundation
import HTTPTransport
import Manifests
import PortsTestKit
import Promotion
import Reconcilers
import Secrets
import Synchronization
import TestServers
import Testing

@Suite("Asking again whether a revision is live")
struct ObservingTests {
    private let handOff: HandOff

    init() throws { handOff = try .sample() }

    private func make(_ kind: ReconcilerKind) throws -> any Reconciler {
        Reconcilers.make(
            kind, secrets: SystemSecrets(environment: ["TOKEN": "s3cret"], directory: "/"), http: try HTTPClient(),
            environment: ["PATH": "/usr/bin:/bin"])
    }

    private func observed(_ url: String, revision: String? = nil, token: Secret? = nil) throws -> ReconcilerKind {
        .webhook(
            WebhookReconciler(
                url: url + "/hook",
                observation: HTTPObservation(
                    url: try Template(url + "/status/${pipeline}?tag=${api.tag}"), path: try Selector("status.state"),
                    live: [try Template("ok"), try Template("${api.tag}")], failed: [try Template("broken")],
                    revision: try revision.map { try Selector($0) }, token: token)))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var status = 200
        var body: String
        var seen: Observation

        var testDescription: String { "\(status) \(body)" }
    }

    static let revision = CommitID(hex: String(repeating: "ab", count: 20))
    static let cases = [
        Case(body: #"{"commit":"abababab","status":{"state":"ok"}}"#, seen: .live(at: revision)),
        Case(body: #"{"commit":"\#(revision.hex)","status":{"state":"1.4.2"}}"#, seen: .live(at: revision)),
        Case(
            body: #"{"commit":"abababab","status":{"state":"broken"}}"#,
            seen: .failed(reason: "status.state is broken")),
        Case(
            body: #"{"commit":"abababab","status":{"state":"rolling"}}"#,
            seen: .progressing(reason: "status.state is rolling")),
        // Health that was seen before the revision was applied counts as unknown.
        Case(
            body: #"{"commit":"cdcdcdcd","status":{"state":"ok"}}"#,
            seen: .progressing(reason: "commit is cdcdcdcd, not \(revision.short)")),
        Case(
            body: #"{"commit":"cdcdcdcd","status":{"state":"broken"}}"#,
            seen: .progressing(reason: "commit is cdcdcdcd, not \(revision.short)")),
        Case(
            body: #"{"commit":"ab","status":{"state":"ok"}}"#,
            seen: .progressing(reason: "commit is ab, not \(revision.short)")),
    ]

    @Test("What an answer means", arguments: cases)
    func answers(_ one: Case) async throws {
        let server = try TestHTTPServer { request in
            request.path == "/hook" ? TestResponse(202) : .json(one.body, one.status)
        }
        let reconciler = try make(observed(server.url, revision: "commit"))
        let receipt = try await reconciler.request(handOff)
        #expect(receipt.settled == nil)
        #expect(try await reconciler.observe(handOff, receipt: receipt) == one.seen)
    }

    @Test("What has no answer yet is waited for", arguments: [(404, "{}"), (302, ""), (200, "<html>"), (200, "{}")])
    func waiting(status: Int, body: String) async throws {
        let server = try TestHTTPServer { _ in TestResponse(status, body: Array(body.utf8)) }
        let reconciler = try make(observed(server.url))
        guard case .waiting(let reason) = try await reconciler.observe(handOff, receipt: HandOffReceipt("")) else {
            Issue.record("it does not wait")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test(
        "What fails for now is transient, and what a person must mend is not",
        arguments: [(503, true), (429, true), (401, false)])
    func problems(status: Int, isTransient: Bool) async throws {
        let server = try TestHTTPServer { _ in TestResponse(status) }
        let reconciler = try make(observed(server.url))
        let problem = await #expect(throws: Problem.self) {
            try await reconciler.observe(handOff, receipt: HandOffReceipt(""))
        }
        #expect(problem?.isTransient == isTransient)
    }

    @Test("The request names what it is about, and carries the token")
    func request() async throws {
        let server = try TestHTTPServer { _ in .json("{}") }
        let reconciler = try make(observed(server.url, token: .environment("TOKEN")))
        _ = try await reconciler.observe(handOff, receipt: HandOffReceipt(""))
        let request = try #require(server.requests.first)
        #expect(request.method == "GET" && request.target == "/status/web?tag=1.4.2")
        #expect(request["X-Sluice-Revision"] == handOff.revision.hex)
        #expect(request["X-Sluice-Promotion"] == handOff.promotion.hex)
        #expect(request["Authorization"] == "Bearer s3cret")
    }

    @Test("What nobody was asked for is not observed, and a hand-off that failed has failed")
    func notAsked() async throws {
        let server = try TestHTTPServer { _ in .json(#"{"status":{"state":"ok"}}"#) }
        guard case .waiting = try await make(observed(server.url)).observe(handOff, receipt: nil) else {
            Issue.record("it does not wait")
            return
        }
        #expect(server.requests.isEmpty)
        let command = CommandReconciler(
            arguments: ["sh", "-c", "echo no; exit 1"], observation: CommandObservation(arguments: ["true"]))
        let reconciler = try make(.command(command))
        let receipt = try await reconciler.request(handOff)
        let failed = Observation.failed(reason: "sh exited with status 1; its last output:\nno")
        #expect(receipt.settled == failed)
        #expect(try await reconciler.observe(handOff, receipt: receipt) == failed)
    }

    @Test(
        "A program says it by its exit status",
        arguments: [
            ("exit 0", Observation.live(at: revision)), ("echo boom; exit 1", .failed(reason: "boom")),
            ("echo 2 of 3; exit 2", .progressing(reason: "2 of 3")), ("exit 2", .progressing(reason: "sh: not yet")),
        ])
    func program(script: String, seen: Observation) async throws {
        let command = CommandReconciler(
            arguments: ["true"], observation: CommandObservation(arguments: ["sh", "-c", script]))
        let reconciler = try make(.command(command))
        let receipt = try await reconciler.request(handOff)
        #expect(receipt.settled == nil)
        #expect(try await reconciler.observe(handOff, receipt: receipt) == seen)
    }

    @Test(
        "Any other end of it says nothing of the revision, and it is asked again",
        arguments: ["exit 3", "kill -9 $$", "sleep 60"])
    func oddProgram(script: String) async throws {
        let command = CommandReconciler(
            arguments: ["true"],
            observation: CommandObservation(arguments: ["sh", "-c", script], deadline: 1))
        let reconciler = try make(.command(command))
        let problem = await #expect(throws: Problem.self) {
            try await reconciler.observe(handOff, receipt: HandOffReceipt(""))
        }
        #expect(problem?.isTransient == true)
    }

    private struct Fixture: ReconcilerFixture {
        let reconciler: any Reconciler
        let server: TestHTTPServer
        let live: Live

        final class Live: Sendable {
            let revisions = Mutex<[CommitID]>([])
        }

        func applied() async throws -> [CommitID] { live.revisions.withLock { $0 } }
        func make(_ event: FarSideEvent) async throws {}
    }

    private struct Event: Decodable {
        struct Body: Decodable { let revision: String }
        let data: Body
    }

    @Test(
        "A webhook that is observed keeps the port's contract",
        arguments: ReconcilerConformance.names(for: [.tellsUnasked]))
    func conformance(clause: String) async throws {
        let live = Fixture.Live()
        let server = try TestHTTPServer { request in
            guard request.path == "/hook" else {
                let last = live.revisions.withLock { $0.last?.hex ?? "none" }
                return .json(#"{"commit":"\#(last)","status":{"state":"ok"}}"#)
            }
            guard let event = try? JSONDecoder().decode(Event.self, from: Data(request.body)) else {
                return TestResponse(400)
            }
            let revision = CommitID(hex: event.data.revision)
            live.revisions.withLock { if $0.last != revision { $0.append(revision) } }
            return TestResponse(202)
        }
        let kind = ReconcilerKind.webhook(
            WebhookReconciler(
                url: server.url + "/hook",
                observation: HTTPObservation(
                    url: try Template(server.url + "/status"), path: try Selector("status.state"),
                    live: [try Template("ok")], revision: try Selector("commit"))))
        let fixture = Fixture(reconciler: try make(kind), server: server, live: live)
        try await ReconcilerConformance.check(clause, fixture)
    }
}
