import Foundation
import Promotion
import Secrets
import Testing

@testable import Webhooks

@Suite("GitLab's signing token")
struct SigningTokenTests {
    private let receiver = WebhookKind.gitlab.receiver([WebhookKind.signingToken])

    private func signed(at date: Date = now) throws -> WebhookRequest {
        try WebhookKind.gitlab.sample(WebhookKind.signingToken, at: date)
    }

    @Test("A signature over id, time and body is right")
    func right() throws {
        #expect(receiver.isAuthentic(try signed()))
    }

    @Test("Changed id, time or body is refused", arguments: ["webhook-id", "webhook-timestamp", "body"])
    func changed(part: String) throws {
        var request = try signed()
        switch part {
        case "body": request.body.append(0x0A)
        case "webhook-timestamp": request[part] = "\(Int(now.timeIntervalSince1970) + 1)"
        default: request[part] = "another"
        }
        #expect(!receiver.isAuthentic(request))
    }

    @Test(
        "What was signed too long ago is a replay, and a clock that is wrong by minutes is none",
        arguments: [(0.0, true), (-300, true), (300, true), (-301, false), (301, false), (-86_400, false)])
    func replay(age: Double, expected: Bool) throws {
        #expect(receiver.isAuthentic(try signed(at: now.addingTimeInterval(age))) == expected)
    }

    @Test("A time that is none is refused", arguments: ["", "nan", "inf", "-inf", "1e400", "soon", "0x6b49d200"])
    func nonsense(time: String) throws {
        var request = try signed()
        request["webhook-timestamp"] = time
        #expect(!receiver.isAuthentic(request))
    }

    @Test("The secret itself in the header of the former scheme proves nothing")
    func downgrade() {
        let token = WebhookKind.signingToken.text ?? ""
        #expect(!receiver.isAuthentic(WebhookRequest(headers: [("X-Gitlab-Token", token)], body: [])))
    }

    @Test("One of several signatures is enough, and only version 1 counts")
    func several() throws {
        var request = try signed()
        let signature = try #require(request["webhook-signature"])
        request["webhook-signature"] = "v1,AAAA v1a,AAAA \(signature)"
        #expect(receiver.isAuthentic(request))
        request["webhook-signature"] = signature.replacing("v1,", with: "v2,")
        #expect(!receiver.isAuthentic(request))
    }

    @Test("The example of standardwebhooks.com is right")
    func documented() {
        // Of the libraries' own tests: github.com/standard-webhooks/standard-webhooks.
        let receiver = WebhookKind.gitlab.receiver([SecretValue("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")])
        let request = WebhookRequest(
            headers: [
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ], body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(receiver.isAuthentic(request, at: Date(timeIntervalSince1970: 1_614_265_330)))
    }
}
