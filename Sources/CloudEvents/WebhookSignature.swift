import Crypto
import Foundation
import Promotion
package import Secrets

/// How a receiver knows that a body comes from here: `X-Sluice-Signature: sha256=<hex HMAC-SHA256 of the raw body>`.
package enum WebhookSignature {
    package static let header = "X-Sluice-Signature"

    /// The header's value for `body`.
    package static func value(_ body: [UInt8], secret: SecretValue) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: secret.bytes))
        return "sha256=" + hexadecimal(code)
    }
}
