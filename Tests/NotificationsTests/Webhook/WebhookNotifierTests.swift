import Foundation
import HTTPTransport
import Notifications
import PortsTestKit
import Promotion
import Secrets
import Synchronization
import TestServers
import Testing

@Suite("The webhook notifier")
struct WebhookNotifierTests {
    private let notice = Notice(
        id: "n1", topic: .waitingForApproval, at: Date(timeIntervalSince1970: 1_795_521_600),
        stage: StageID(pipeline: "web", environment: "prod"), promotion: PromotionID(hex: "ab"), release: nil,
        title: "1.4.2", message: "web 1.4.2 waits for an approval in prod.")

    private func notifier(_ url: String) throws -> WebhookNotifier {
        WebhookNotifier(
            url: url, secret: .environment("HOOK"), source: "https://sluice.example.com",
            secrets: SystemSecrets(environment: ["HOOK": "key"], directory: "/"), http: try HTTPClient())
    }

    @Test("posts a CloudEvent, the same bytes on every attempt")
    func delivers() async throws {
        let server = try TestHTTPServer { _ in TestResponse(204) }
        let notifier = try notifier(server.url)
        try await notifier.deliver(notice)
        try await notifier.deliver(notice)
        let request = try #require(server.requests.first)
        #expect(request["Idempotency-Key"] == "n1")
        #expect(request["X-Sluice-Signature"]?.hasPrefix("sha256=") == true)
        #expect(
            request.text
                == #"{"data":{"environment":"prod","message":"web 1.4.2 waits for an approval in prod.","pipeline":"web","#
                + #""promotion":"ab","title":"1.4.2","topic":"waitingForApproval"},"datacontenttype":"application/json","#
                + #""id":"n1","source":"https://sluice.example.com","specversion":"1.0","subject":"web/prod","#
                + #""time":"2026-11-24T12:00:00.0000000Z","type":"dev.sluice.waitingForApproval"}"#)
        #expect(server.requests[1].body == request.body)
    }

    @Test("failures are classified", arguments: [(500, true), (404, false)])
    func failing(status: Int, isTransient: Bool) async throws {
        let server = try TestHTTPServer { _ in TestResponse(status) }
        let notifier = try notifier(server.url)
        let problem = await #expect(throws: Problem.self) { try await notifier.deliver(notice) }
        #expect(problem?.isTransient == isTransient)
    }

    @Test("keeps the port's contract")
    func conforms() async throws {
        try await NotifierConformance.check { try Fixture() }
    }

    private final class Fixture: NotifierFixture {
        private struct Event: Decodable {
            let id: String
        }

        private final class Switch: Sendable {
            let isDown = Mutex(false)
        }

        let notifier: any Notifier
        private let server: TestHTTPServer
        private let power = Switch()
        private let taken = Recorder<String>()

        init() throws {
            server = try TestHTTPServer { [power, taken] request in
                guard !power.isDown.withLock({ $0 }) else { return TestResponse(503) }
                guard let event = try? JSONDecoder().decode(Event.self, from: Data(request.body)) else {
                    return TestResponse(400)
                }
                taken.append(event.id)
                return TestResponse(204)
            }
            notifier = WebhookNotifier(
                url: server.url, secrets: SystemSecrets(environment: [:], directory: "/"), http: try HTTPClient())
        }

        func received() async throws -> [String] { taken.values }
        func setDown(_ isDown: Bool) async throws { power.isDown.withLock { $0 = isDown } }
    }
}
