import Crypto
import Foundation

/// A token service for `DockerRegistry`: it signs ES256 tokens with a certificate that the registry trusts.
package final class TestTokenServer: Sendable {
    private let certificates: TestCertificates
    private let server: TestHTTPServer

    /// - Parameters:
    ///   - user, password: who may have tokens; nil gives them to anybody.
    ///   - lifetime: `expires_in` of each answer, in seconds.
    package init(user: String? = nil, password: String = "", lifetime: Int = 300) throws {
        let certificates = try TestCertificates()
        self.certificates = certificates
        let key = try P256.Signing.PrivateKey(
            pemRepresentation: String(contentsOfFile: certificates.key, encoding: .utf8))
        let certificate = try String(contentsOfFile: certificates.certificate, encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        let allowed = user.map { "Basic " + Data("\($0):\(password)".utf8).base64EncodedString() }
        server = try TestHTTPServer { request in
            if let allowed, request["Authorization"] != allowed {
                return .json(#"{"details":"incorrect username or password"}"#, 401)
            }
            guard let token = try? Self.token(for: request.query, key, certificate) else { return TestResponse(500) }
            return .json(#"{"token":"\#(token)","expires_in":\#(lifetime)}"#)
        }
    }

    /// Where tokens are to be had.
    package var realm: String { "http://localhost:\(server.port)/token" }

    package var authority: String { "localhost:\(server.port)" }

    /// The certificate authority by which the registry checks the tokens.
    package var bundle: String { certificates.authority }

    package var requests: [TestRequest] { server.requests }

    private static func token(
        for query: [String: String], _ key: P256.Signing.PrivateKey, _ certificate: String
    ) throws -> String {
        let scope = (query["scope"] ?? "").split(separator: ":").map(String.init)
        let access: [[String: Any]] =
            scope.count == 3
            ? [["type": scope[0], "name": scope[1], "actions": scope[2].split(separator: ",").map(String.init)]] : []
        let now = Int(Date().timeIntervalSince1970)
        let header: [String: Any] = ["typ": "JWT", "alg": "ES256", "x5c": [certificate]]
        let claims: [String: Any] = [
            "iss": "tests", "aud": query["service"] ?? "", "sub": "", "exp": now + 3600, "nbf": now - 60, "iat": now,
            "jti": UUID().uuidString, "access": access,
        ]
        let content = try [header, claims]
            .map { base64url(try JSONSerialization.data(withJSONObject: $0)) }.joined(separator: ".")
        let signature = try key.signature(for: Data(content.utf8)).rawRepresentation
        return content + "." + base64url(signature)
    }

    private static func base64url(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
