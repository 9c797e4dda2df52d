import Crypto
import Promotion
import Secrets

/// The HMAC-SHA256 of a body under a secret, in hexadecimal digits.
enum BodySignature {
    static func hex(_ body: [UInt8], secret: SecretValue) -> String {
        hexadecimal(HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: secret.bytes)))
    }

    /// Whether `text` is `prefix` and the body's code. Compared in constant time, over the bytes as they arrived.
    static func isValid(_ text: String?, prefix: String, of body: [UInt8], secret: SecretValue) -> Bool {
        guard let text, text.hasPrefix(prefix), let code = bytes(hex: text.utf8.dropFirst(prefix.utf8.count)) else {
            return false
        }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: body, using: SymmetricKey(data: secret.bytes))
    }

    /// The bytes of 64 hexadecimal digits of either case; nil for anything else.
    private static func bytes(hex: Substring.UTF8View.SubSequence) -> [UInt8]? {
        guard hex.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in hex {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue, digit < 0x80 else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(value))
                high = nil
            } else {
                high = UInt8(value)
            }
        }
        return bytes
    }
}
