import Crypto
import Foundation
import Secrets

/// The signatures of standardwebhooks.com (spec 1.0.0): `v1,` and the base64 of HMAC-SHA256 over id, time and body.
enum StandardWebhooks {
    static let id = "webhook-id"
    private static let timestamp = "webhook-timestamp"
    private static let signature = "webhook-signature"

    /// How far the sender's clock may be from ours, in seconds, in either direction. What is older is a replay.
    static let tolerance: TimeInterval = 300

    /// The key behind `whsec_`; nil where the secret is none of these.
    static func key(_ secret: SecretValue) -> SymmetricKey? {
        guard let text = secret.text, text.hasPrefix("whsec_"),
            let data = Data(base64Encoded: String(text.dropFirst("whsec_".count))), !data.isEmpty
        else { return nil }
        return SymmetricKey(data: data)
    }

    /// Whether one of the signatures is right, each compared in constant time, and the signed time is now.
    static func isValid(_ request: WebhookRequest, key: SymmetricKey, now: Date) -> Bool {
        guard let id = request[id], let time = request[timestamp], let signatures = request[signature],
            let seconds = TimeInterval(time), abs(now.timeIntervalSince1970 - seconds) <= tolerance
        else { return false }
        let signed = message(id, time, request.body)
        // A sender whose key is being changed signs with both.
        return signatures.split(separator: " ").prefix(8).contains { signature in
            guard signature.hasPrefix("v1,"), let code = Data(base64Encoded: String(signature.dropFirst(3))) else {
                return false
            }
            return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key)
        }
    }

    static func sign(_ request: inout WebhookRequest, id: String, key: SymmetricKey, now: Date) {
        let time = String(Int(now.timeIntervalSince1970))
        let code = HMAC<SHA256>.authenticationCode(for: message(id, time, request.body), using: key)
        request[Self.id] = id
        request[timestamp] = time
        request[signature] = "v1," + Data(code).base64EncodedString()
    }

    private static func message(_ id: String, _ time: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(id).\(time).".utf8) + body
    }
}
