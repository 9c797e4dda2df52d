import Foundation
import Promotion
import Secrets

/// What is particular to one kind of sender: its proof, the names of its deliveries, and where its bodies name what changed.
protocol Sender: Sendable {
    /// Whether the holder of the secret sent this, now where the sender signs a time. Looks at bytes, and parses no body.
    func isAuthentic(_ request: WebhookRequest, secret: SecretValue, now: Date) -> Bool

    /// The headers that name a delivery, the better one first.
    var idHeaders: [String] { get }

    /// Whether the proof is over the body, so that the body tells a delivery that comes again whatever its headers say.
    var signsBody: Bool { get }

    /// What names the delivery in its body.
    func id(in payload: Payload) -> String?

    /// What an authentic delivery says has changed.
    func hints(in delivery: Delivery) -> [Hint]

    /// A delivery that says that `subject` has changed, without its proof; nil where these senders say no such thing.
    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest?

    /// Puts the proof on a request.
    func sign(_ request: inout WebhookRequest, secret: SecretValue, id: String, now: Date)
}

extension Sender {
    var idHeaders: [String] { [] }
    var signsBody: Bool { false }
    func id(in payload: Payload) -> String? { nil }
}

/// A sender that puts the body's HMAC-SHA256 in a header, in hexadecimal digits.
protocol SigningSender: Sender {
    /// The headers that may carry the signature, each with what stands before the digits.
    var signatures: [(header: String, prefix: String)] { get }
}

extension SigningSender {
    var signsBody: Bool { true }

    func isAuthentic(_ request: WebhookRequest, secret: SecretValue, now: Date) -> Bool {
        guard let (header, prefix) = signatures.first(where: { request[$0.header] != nil }) else { return false }
        return BodySignature.isValid(request[header], prefix: prefix, of: request.body, secret: secret)
    }

    func sign(_ request: inout WebhookRequest, secret: SecretValue, id: String, now: Date) {
        for (header, prefix) in signatures {
            request[header] = prefix + BodySignature.hex(request.body, secret: secret)
        }
    }
}

/// A sender that sends the secret itself in a header.
protocol TokenSender: Sender {}

extension TokenSender {
    func isAuthentic(_ request: WebhookRequest, secret: SecretValue, now: Date) -> Bool {
        SharedToken.isSent(in: request, secret)
    }

    func sign(_ request: inout WebhookRequest, secret: SecretValue, id: String, now: Date) {
        request["Authorization"] = secret.text.map { "Bearer \($0)" }
    }
}

/// A sender that can be given an address only, so that the secret is in it.
protocol AddressSender: Sender {}

extension AddressSender {
    func isAuthentic(_ request: WebhookRequest, secret: SecretValue, now: Date) -> Bool {
        SharedToken.isInAddress(of: request, secret)
    }

    func sign(_ request: inout WebhookRequest, secret: SecretValue, id: String, now: Date) {
        request.query["token"] = secret.text
    }
}

/// A body for a sample.
func json(_ object: [String: any Sendable]) -> [UInt8] {
    (try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])).map(Array.init) ?? []
}
