import Crypto
import CryptoExtras
import Foundation
package import Promotion

/// Which identity tokens of Google's prove a sender (OpenID Connect, signed by RS256).
package struct IdentityRule: Sendable, Hashable {
    /// `aud`: what the token was made for, the webhook's address as the subscription has it.
    package var audience: String
    /// `email`: the service account that the subscription authenticates as.
    package var email: String
    /// Where the issuer's keys are published, as a JSON Web Key Set (RFC 7517).
    package var keys: String

    package init(audience: String, email: String, keys: String) {
        self.audience = audience
        self.email = email
        self.keys = keys
    }

    /// `iss`, of which Google writes either.
    static let issuers = ["https://accounts.google.com", "accounts.google.com"]
}

/// The keys that an issuer signs with, by their ids.
package struct IssuerKeys: Sendable {
    private let keys: [String: _RSA.Signing.PublicKey]

    package static let none = IssuerKeys(keys: [:])

    private init(keys: [String: _RSA.Signing.PublicKey]) { self.keys = keys }

    /// Of a JSON Web Key Set; what is no RSA key of at least 2048 bits is left out. Throws a permanent problem where it is none.
    package init(keySet: [UInt8]) throws(Problem) {
        let set = try Payload(keySet)
        var keys: [String: _RSA.Signing.PublicKey] = [:]
        for key in set["keys"].list where key["kty"].text == "RSA" {
            guard let id = key["kid"].text, let n = key["n"].text.flatMap(Data.init(base64URL:)),
                let e = key["e"].text.flatMap(Data.init(base64URL:)), let key = try? _RSA.Signing.PublicKey(n: n, e: e)
            else { continue }
            keys[id] = key
        }
        guard !keys.isEmpty else { throw .permanent("There is no RSA key in the issuer's key set.") }
        self.init(keys: keys)
    }

    package func has(_ id: String) -> Bool { keys[id] != nil }
    subscript(_ id: String) -> _RSA.Signing.PublicKey? { keys[id] }
}

/// A JSON Web Token in `Authorization` (RFC 7519, RFC 7515), not believed yet.
struct IdentityToken {
    /// Characters of a token that are looked at.
    private static let limit = 8192
    /// How far the issuer's clock may be from ours, in seconds.
    private static let tolerance: TimeInterval = 60

    let keyID: String
    private let signed: Data
    private let signature: Data
    private let claims: Data

    /// Nil where there is none, or one of another algorithm: what is not signed by RS256 is not looked at.
    init?(_ request: WebhookRequest) {
        guard let header = request["Authorization"], header.lowercased().hasPrefix("bearer ") else { return nil }
        let token = header.dropFirst("bearer ".count)
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard token.utf8.count <= Self.limit, parts.count == 3, let head = Data(base64URL: parts[0]),
            let claims = Data(base64URL: parts[1]), let signature = Data(base64URL: parts[2]),
            let fields = try? Payload(Array(head)), fields["alg"].text == "RS256", let keyID = fields["kid"].text
        else { return nil }
        self.keyID = keyID
        self.claims = claims
        self.signature = signature
        signed = Data("\(parts[0]).\(parts[1])".utf8)
    }

    /// Whether one of the issuer's keys signed it, for this audience and account, and now is within its time. The claims are
    /// parsed after the signature was found right.
    func isValid(_ rule: IdentityRule, keys: IssuerKeys, now: Date) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        guard let key = keys[keyID],
            key.isValidSignature(signature, for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5),
            let claims = try? Payload(Array(claims)), let issuer = claims["iss"].text,
            let expiry = claims["exp"].number, let issued = claims["iat"].number
        else { return false }
        let time = now.timeIntervalSince1970
        return IdentityRule.issuers.contains(issuer) && claims["aud"].text == rule.audience
            && claims["email"].text == rule.email && claims["email_verified"].flag == true
            && time < TimeInterval(expiry) + Self.tolerance && TimeInterval(issued) < time + Self.tolerance
    }
}

extension Data {
    /// Base64 of RFC 4648, 5, without padding; nil for anything else.
    init?(base64URL text: String) {
        guard !text.contains(where: { "+/=".contains($0) }) else { return nil }
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }
}
