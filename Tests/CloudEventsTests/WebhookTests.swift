import CloudEvents
import Crypto
import Foundation
import HTTPTransport
import Promotion
import Secrets
import TestServers
import Testing

@Suite("A signed webhook")
struct WebhookTests {
    private struct Payload: Encodable, Sendable {
        let path = "a/b"
        let text = "ü \"x\""
    }

    private let event = CloudEvent(
        id: "e1", source: "sluice", type: "dev.sluice.live", subject: "web/prod",
        time: Date(timeIntervalSince1970: 1_795_521_600), data: Payload())
    private let secrets = SystemSecrets(environment: ["HOOK": "key"], directory: "/")

    private func webhook(
        _ url: String, secret: Secret? = .environment("HOOK"), deadline: Duration = .seconds(10)
    ) throws -> Webhook {
        Webhook(
            url: url, secret: secret, caFile: nil, deadline: deadline, secrets: secrets, http: try HTTPClient())
    }

    @Test("posts CloudEvents 1.0 structured JSON, signed over the raw body, with its id as key")
    func posts() async throws {
        let server = try TestHTTPServer { _ in .text("thank you\nvery much\u{1B}[31m") }
        #expect(try await webhook(server.url + "/hook?token=t").post(event) == "200 thank you very much [31m")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/hook?token=t")
        #expect(request["Content-Type"] == "application/cloudevents+json; charset=utf-8")
        #expect(request["Idempotency-Key"] == "e1")
        #expect(
            request.text == #"{"data":{"path":"a/b","text":"ü \"x\""},"datacontenttype":"application/json","id":"e1","#
                + #""source":"sluice","specversion":"1.0","subject":"web/prod","time":"2026-11-24T12:00:00.0000000Z","#
                + #""type":"dev.sluice.live"}"#)
        let code = HMAC<SHA256>.authenticationCode(for: request.body, using: SymmetricKey(data: Array("key".utf8)))
        #expect(request["X-Sluice-Signature"] == "sha256=" + code.map { String(format: "%02x", $0) }.joined())
    }

    @Test("the signature is the one that openssl computes")
    func openssl() throws {
        let computed = try run(["openssl", "dgst", "-sha256", "-hmac", "key", "-hex"], input: "the body").output
        let value = WebhookSignature.value(Array("the body".utf8), secret: SecretValue("key"))
        #expect("sha256=" + (computed.split(separator: " ").last ?? "").trimmingCharacters(in: .newlines) == value)
    }

    @Test("without a secret nothing is signed")
    func unsigned() async throws {
        let server = try TestHTTPServer { _ in TestResponse(204) }
        #expect(try await webhook(server.url, secret: nil).post(event) == "204")
        #expect(server.requests.first?["X-Sluice-Signature"] == nil)
    }

    @Test(
        "an answer outside 2xx is classified, with the receiver's words",
        arguments: [
            (500, true), (502, true), (503, true), (429, true), (408, true), (425, true), (400, false), (401, false),
            (403, false), (404, false), (410, false), (301, false), (307, false), (304, false),
        ])
    func classified(status: Int, isTransient: Bool) async throws {
        let server = try TestHTTPServer { _ in .text("no such\n hook", status) }
        let hook = try webhook(server.url + "/hook?token=t")
        let problem = await #expect(throws: Problem.self) { try await hook.post(event) }
        #expect(problem?.isTransient == isTransient)
        #expect(problem?.summary.contains("/hook answered \(status)") == true, "\(problem?.summary ?? "")")
        #expect(problem?.description.contains("token") == false)
        #expect(status == 304 || problem?.summary.hasSuffix(": no such hook") == true)
        #expect(server.requests.count == 1)
    }

    @Test(
        "Retry-After is heard, as seconds and as a date",
        arguments: [
            (["Retry-After": "17"], 17.0), (["Retry-After": "999999999"], 86_400), (["Retry-After": "soon"], nil),
            (["Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"], 30),
            (["Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"], 0),
            (["Retry-After": "-5"], nil), ([:], nil),
        ] as [([String: String], TimeInterval?)])
    func retryAfter(headers: [String: String], seconds: TimeInterval?) async throws {
        let server = try TestHTTPServer { _ in TestResponse(429, headers: headers.map { ($0, $1) }) }
        let hook = try webhook(server.url)
        let problem = await #expect(throws: Problem.self) { try await hook.post(event) }
        #expect(problem?.kind == .transient(retryAfter: seconds))
    }

    @Test("a receiver that is long-winded is cut short")
    func longAnswer() async throws {
        let server = try TestHTTPServer { _ in .text(String(repeating: "no ", count: 10_000), 400) }
        let hook = try webhook(server.url)
        let problem = await #expect(throws: Problem.self) { try await hook.post(event) }
        #expect((problem?.summary.count ?? 0) < 400)
    }

    @Test("silence, a cut connection and nobody listening are transient", arguments: ["silent", "cut", "nobody"])
    func unreachable(kind: String) async throws {
        let server = try TestHTTPServer { _ in TestResponse(delivery: kind == "cut" ? .cut(reset: true) : .silent) }
        let url = kind == "nobody" ? "http://127.0.0.1:\(freePort())" : server.url
        let hook = try webhook(url, deadline: .milliseconds(300))
        let problem = await #expect(throws: Problem.self) { try await hook.post(event) }
        #expect(problem?.kind == .transient(retryAfter: nil))
    }

    @Test("a call that is cancelled says nothing about the receiver: transient")
    func cancelled() async throws {
        let server = try TestHTTPServer { _ in .silence }
        let hook = try webhook(server.url)
        let task = Task { try await hook.post(event) }
        await server.waitForRequests(1)
        task.cancel()
        let problem = await #expect(throws: Problem.self) { try await task.value }
        #expect(problem?.isTransient == true)
    }

    @Test("a missing secret stops it before anything is sent")
    func missingSecret() async throws {
        let server = try TestHTTPServer { _ in TestResponse(200) }
        let hook = try webhook(server.url, secret: .environment("NONE"))
        let problem = await #expect(throws: Problem.self) { try await hook.post(event) }
        #expect(problem?.kind == .permanent && problem?.summary == "The secret env:NONE is missing.")
        #expect(server.requests.isEmpty)
    }
}
