import Crypto
import CryptoExtras
import Foundation
import Promotion
import Testing

@testable import Webhooks

@Suite("Identity tokens")
struct IdentityTokenTests {
    private static let rule = IdentityRule(
        audience: "https://sluice.example.com/webhooks/google", email: "pubsub@project.iam.gserviceaccount.com",
        keys: "https://keys.example.com")
    private static let usual: [String: any Sendable] = [
        "iss": "https://accounts.google.com", "aud": Self.rule.audience, "email": Self.rule.email,
        "email_verified": true,
        "iat": Int(now.timeIntervalSince1970), "exp": Int(now.timeIntervalSince1970) + 3600, "sub": "1",
    ]
    private static let key = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }
    private static let other = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    private let receiver = WebhookReceiver(kind: .artifactRegistry, secrets: [secret], identity: Self.rule)

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func keySet() throws -> IssuerKeys {
        let primitives = try key.get().publicKey.getKeyPrimitives()
        let rsa = [
            "kty": "RSA", "kid": "one", "alg": "RS256", "use": "sig", "n": base64URL(primitives.modulus),
            "e": base64URL(primitives.publicExponent),
        ]
        let others = [
            ["kty": "EC", "kid": "two", "crv": "P-256"], ["kty": "RSA", "kid": "three", "n": "AQAB", "e": "AQAB"],
        ]
        return try IssuerKeys(keySet: json(["keys": [rsa] + others]))
    }

    private func request(
        _ claims: [String: any Sendable] = Self.usual,
        header: [String: String] = ["alg": "RS256", "kid": "one", "typ": "JWT"],
        key: Result<_RSA.Signing.PrivateKey, any Error> = Self.key, tamper: (String) -> String = { $0 }
    ) throws -> WebhookRequest {
        let signed = Self.base64URL(Data(json(header))) + "." + Self.base64URL(Data(json(claims)))
        let signature = try key.get().signature(
            for: SHA256.hash(data: Data(signed.utf8)), padding: .insecurePKCS1v1_5)
        let token = tamper("\(signed).\(Self.base64URL(signature.rawRepresentation))")
        return WebhookRequest(headers: [("Authorization", "Bearer \(token)")], body: Array("{}".utf8))
    }

    private func isAuthentic(_ request: WebhookRequest) throws -> Bool {
        receiver.verdict(on: request, now: now, keys: try Self.keySet()) != .refused
    }

    @Test("A token of the account, for this address, signed by the issuer and of now, proves the sender")
    func right() throws {
        let request = try request()
        #expect(try isAuthentic(request))
        #expect(receiver.neededKey(for: request)?.id == "one")
        #expect(receiver.neededKey(for: request)?.url == "https://keys.example.com")
        #expect(receiver.verdict(on: request, now: now) == .refused, "without the keys nothing is proven")
    }

    @Test(
        "A claim that is missing or wrong proves nothing",
        arguments: [
            ("iss", "https://accounts.example.com"), ("iss", nil),
            ("aud", "https://other.example.com"), ("aud", nil), ("aud", [Self.rule.audience]),
            ("email", "other@project.iam.gserviceaccount.com"), ("email", nil),
            ("email_verified", false), ("email_verified", "true"), ("email_verified", nil),
            ("exp", Int(now.timeIntervalSince1970) - 61), ("exp", nil), ("exp", "never"),
            ("iat", Int(now.timeIntervalSince1970) + 61), ("iat", nil),
        ] as [(String, (any Sendable)?)])
    func claims(name: String, value: (any Sendable)?) throws {
        var claims = Self.usual
        claims[name] = value
        #expect(try !isAuthentic(request(claims)))
    }

    @Test("The issuer's other spelling, and a clock that is wrong by seconds, are taken")
    func spellings() throws {
        let seconds = Int(now.timeIntervalSince1970)
        #expect(try isAuthentic(request(Self.usual.merging(["iss": "accounts.google.com"]) { $1 })))
        #expect(try isAuthentic(request(Self.usual.merging(["iat": seconds + 59, "exp": seconds - 59]) { $1 })))
    }

    @Test(
        "Another algorithm or key proves nothing",
        arguments: [
            ["alg": "none", "kid": "one"], ["alg": "HS256", "kid": "one"], ["alg": "RS512", "kid": "one"],
            ["alg": "rs256", "kid": "one"], ["kid": "one"], ["alg": "RS256"], ["alg": "RS256", "kid": "two"],
            ["alg": "RS256", "kid": "three"], ["alg": "RS256", "kid": "four"],
        ])
    func algorithms(header: [String: String]) throws {
        #expect(try !isAuthentic(request(header: header)))
    }

    @Test("What another key has signed, or was changed after it was signed, proves nothing")
    func forged() throws {
        #expect(try !isAuthentic(request(key: Self.other)))
        let changes: [(String) -> String] = [
            { $0 + "A" }, { String($0.dropLast(4)) }, { $0 + ".x" }, { $0.replacing(".", with: "..") },
            { _ in "" }, { _ in ".." }, { String($0.prefix { $0 != "." }) },
            { token in
                var parts = token.split(separator: ".").map(String.init)
                parts[1] = Self.base64URL(Data(json(Self.usual.merging(["sub": "2"]) { $1 })))
                return parts.joined(separator: ".")
            },
            { token in token.split(separator: ".").dropLast().joined(separator: ".") + "." },
        ]
        for change in changes { #expect(try !isAuthentic(request(tamper: change))) }
    }

    @Test("With an identity the secret proves nothing any more")
    func secretInAddress() throws {
        let request = WebhookRequest(query: ["token": "a secret of thirty-two characters"], body: Array("{}".utf8))
        #expect(try !isAuthentic(request))
        #expect(WebhookKind.artifactRegistry.receiver().isAuthentic(request))
    }

    @Test(
        "A key set that is none is refused", arguments: ["", "[]", "{}", #"{"keys":[]}"#, #"{"keys":[{"kty":"EC"}]}"#])
    func keySets(text: String) {
        #expect(throws: Problem.self) { try IssuerKeys(keySet: Array(text.utf8)) }
    }
}
