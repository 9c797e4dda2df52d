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
    private struct Fixture: ReconcilerFixture {
        let reconciler: any Reconciler
        let knowsUnasked: Bool
        let read: @Sendable () throws -> [CommitID]

        func applied() async throws -> [CommitID] {
            try read().reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
    }

    private static func make(_ kind: ReconcilerKind) throws -> any Reconciler {
        let environment = ProcessInfo.processInfo.environment
        return Reconcilers.make(
            kind, secrets: SystemSecrets(environment: environment, directory: "/"), http: try HTTPClient(),
            environment: environment)
    }

    @Test("a command keeps the port's contract")
    func command() async throws {
        let directory = try TemporaryDirectory("reconcilers")
        try await ReconcilerConformance.check {
            let log = directory.file(UUID().uuidString)
            let kind = ReconcilerKind.command(
                CommandReconciler(arguments: ["sh", "-c", "echo $SLUICE_REVISION >> \(log)"]))
            return Fixture(reconciler: try Self.make(kind), knowsUnasked: true) {
                guard let text = try? String(contentsOfFile: log, encoding: .utf8) else { return [] }
                return text.split(separator: "\n").map { CommitID(hex: String($0)) }
            }
        }
    }

    @Test("a webhook keeps the port's contract")
    func webhook() async throws {
        struct Event: Decodable {
            struct Body: Decodable { let revision: String }
            let data: Body
        }
        try await ReconcilerConformance.check {
            let server = try TestHTTPServer { _ in TestResponse(200) }
            return Fixture(
                reconciler: try Self.make(.webhook(WebhookReconciler(url: server.url))), knowsUnasked: true
            ) {
                try server.requests.map {
                    CommitID(hex: try JSONDecoder().decode(Event.self, from: Data($0.body)).data.revision)
                }
            }
        }
    }

    @Test("nobody at all is live at once")
    func nobody() async throws {
        let handOff = try HandOff.sample()
        let reconciler = try Self.make(.none)
        #expect(try await reconciler.request(handOff).settled == .live(at: handOff.revision))
        #expect(try await reconciler.observe(handOff, receipt: nil) == .live(at: handOff.revision))
    }
}
