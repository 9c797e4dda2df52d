import Crypto
import Foundation
import Secrets

/// A secret that is sent as it is, by senders that sign nothing. Only TLS keeps it one.
enum SharedToken {
    /// The header for senders whose `Authorization` is not free.
    static let header = "X-Sluice-Token"

    /// Whether a text is the secret. Hashes are compared, in constant time, so that not even the length is told.
    static func matches(_ text: String, _ secret: SecretValue) -> Bool {
        SHA256.hash(data: Data(text.utf8)) == SHA256.hash(data: secret.bytes)
    }

    /// Whether the secret stands in `Authorization` (alone, after `Bearer`, or as the password of `Basic`) or in
    /// `X-Sluice-Token`.
    static func isSent(in request: WebhookRequest, _ secret: SecretValue) -> Bool {
        var texts: [String] = []
        if let token = request[header] { texts.append(token) }
        if let authorization = request["Authorization"] {
            texts.append(authorization)
            let parts = authorization.split(separator: " ", maxSplits: 1)
            switch (parts.first?.lowercased(), parts.last) {
            case ("bearer", let token?): texts.append(String(token))
            case ("basic", let credentials?):
                if let password = password(of: String(credentials)) { texts.append(password) }
            default: break
            }
        }
        return texts.contains { matches($0, secret) }
    }

    /// Whether the secret is the query's `token`, for senders that can send nothing but a body to an address.
    static func isInAddress(of request: WebhookRequest, _ secret: SecretValue) -> Bool {
        request.query["token"].map { matches($0, secret) } ?? false
    }

    /// Of `user:password` in base64 (RFC 7617).
    private static func password(of credentials: String) -> String? {
        guard let data = Data(base64Encoded: credentials), let text = String(data: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        return String(text[text.index(after: colon)...])
    }
}
