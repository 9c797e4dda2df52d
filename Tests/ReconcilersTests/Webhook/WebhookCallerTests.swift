import Foundation
import HTTPTransport
import Promotion
import Reconcilers
import Secrets
import TestServers
import Testing

@Suite("The webhook reconciler")
struct WebhookCallerTests {
    private let handOff: HandOff
    private let secrets = SystemSecrets(environment: ["HOOK": "key"], directory: "/")

    init() throws { handOff = try .sample() }

    private func caller(_ url: String) throws -> any Reconciler {
        Reconcilers.make(
            .webhook(WebhookReconciler(url: url, secret: .environment("HOOK"))), secrets: secrets,
            http: try HTTPClient(),
            environment: [:])
    }

    @Test("tells the endpoint what to do; 2xx is live at that revision")
    func success() async throws {
        let server = try TestHTTPServer { _ in .text("rolled out", 202) }
        let caller = try caller(server.url + "/deploy")
        let receipt = try await caller.request(handOff)
        #expect(receipt == HandOffReceipt("202 rolled out", settled: .live(at: handOff.revision)))
        #expect(try await caller.observe(handOff, receipt: receipt) == .live(at: handOff.revision))
        let request = try #require(server.requests.first)
        #expect(request["Idempotency-Key"] == handOff.promotion.hex)
        #expect(request["X-Sluice-Signature"]?.hasPrefix("sha256=") == true)
        #expect(
            request.text
                == #"{"data":{"branch":"main","environment":"prod","pipeline":"web","promotion":"\#(handOff.promotion)","#
                + #""release":{"artifacts":[{"digest":"sha256:11","repository":"registry.example.com/web/api","source":"api","#
                + #""tag":"1.4.2"}],"id":"\#(handOff.release.id)","number":7,"title":"1.4.2"},"#
                + #""repository":"ssh://git@git.example.com/platform/prod.git","revision":"\#(handOff.revision)"},"#
                + #""datacontenttype":"application/json","id":"\#(handOff.promotion)","source":"sluice","#
                + #""specversion":"1.0","subject":"web/prod","type":"dev.sluice.handOff"}"#)
    }

    @Test("asking twice sends the same bytes and the same key")
    func repeated() async throws {
        let server = try TestHTTPServer { _ in TestResponse(200) }
        let caller = try caller(server.url)
        _ = try await caller.request(handOff)
        _ = try await caller.request(handOff)
        #expect(server.requests.count == 2)
        #expect(Set(server.requests.map(\.body)).count == 1)
        #expect(Set(server.requests.compactMap { $0["Idempotency-Key"] }).count == 1)
    }

    @Test("a failing endpoint is classified", arguments: [(503, true), (422, false)])
    func failing(status: Int, isTransient: Bool) async throws {
        let server = try TestHTTPServer { _ in .text("not now", status) }
        let caller = try caller(server.url)
        let problem = await #expect(throws: Problem.self) { try await caller.request(handOff) }
        #expect(problem?.isTransient == isTransient)
        guard case .waiting = try await caller.observe(handOff, receipt: nil) else {
            Issue.record("what was not asked does not wait")
            return
        }
    }
}
