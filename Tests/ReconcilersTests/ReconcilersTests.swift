import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import Secrets
import TestServers
import Testing

@Suite("Every reconciler that a definition makes")
struct ReconcilersTests {
    /// A far side that tells nothing but whether it did what it was asked for.
    private struct Fixture: ReconcilerFixture {
        let reconciler: any Reconciler
        let read: @Sendable () throws -> [CommitID]
        var event: @Sendable (FarSideEvent) throws -> Void = { _ in }

        func applied() async throws -> [CommitID] { try read() }
        func make(_ event: FarSideEvent) async throws { try self.event(event) }
    }

    private static func make(_ kind: ReconcilerKind) throws -> any Reconciler {
        let environment = ProcessInfo.processInfo.environment
        return Reconcilers.make(
            kind, secrets: SystemSecrets(environment: environment, directory: "/"), http: try HTTPClient(),
            environment: environment)
    }

    @Test("a command keeps the port's contract", arguments: ReconcilerConformance.names(for: [.tellsUnasked, .fails]))
    func command(clause: String) async throws {
        let directory = try TemporaryDirectory("reconcilers")
        let log = directory.file("log")
        let fault = directory.file("fault")
        let script = "if [ -e \(fault) ]; then cat \(fault); rm \(fault); exit 1; fi; echo $SLUICE_REVISION >> \(log)"
        let kind = ReconcilerKind.command(CommandReconciler(arguments: ["sh", "-c", script]))
        var fixture = Fixture(reconciler: try Self.make(kind)) {
            guard let text = try? String(contentsOfFile: log, encoding: .utf8) else { return [] }
            return text.split(separator: "\n").map { CommitID(hex: String($0)) }
        }
        fixture.event = { event in
            if case .failNext(let words) = event { try directory.write(words, to: "fault") }
        }
        try await ReconcilerConformance.check(clause, fixture)
    }

    @Test(
        "a webhook keeps the port's contract", arguments: ReconcilerConformance.names(for: [.tellsUnasked, .goesAway]))
    func webhook(clause: String) async throws {
        struct Event: Decodable {
            struct Body: Decodable { let revision: String }
            let data: Body
        }
        let events = Recorder<FarSideEvent>()
        let applied = Recorder<CommitID>()
        let server = try TestHTTPServer { request in
            guard events.values.last != .goAway else { return TestResponse(503) }
            if let event = try? JSONDecoder().decode(Event.self, from: Data(request.body)) {
                applied.append(CommitID(hex: event.data.revision))
            }
            return TestResponse(200)
        }
        var fixture = Fixture(reconciler: try Self.make(.webhook(WebhookReconciler(url: server.url)))) {
            applied.values
        }
        fixture.event = { events.append($0) }
        try await ReconcilerConformance.check(clause, fixture)
    }

    @Test("nobody at all is live at once")
    func nobody() async throws {
        let handOff = try HandOff.sample()
        let reconciler = try Self.make(.none)
        #expect(try await reconciler.request(handOff).settled == .live(at: handOff.revision))
        #expect(try await reconciler.observe(handOff, receipt: nil) == .live(at: handOff.revision))
    }
}
