import Crypto
import CryptoExtras
import Foundation
import SSHTransport

/// A private key that this process signs with itself.
enum PrivateSigningKey: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    /// `blob` is the public key in SSH's wire format.
    case rsa(_RSA.Signing.PrivateKey, blob: [UInt8])

    static let damaged = SigningKeyProblem(description: "the key's text is damaged")

    /// Reads an unencrypted OpenSSH private key (`-----BEGIN OPENSSH PRIVATE KEY-----`; PROTOCOL.key in OpenSSH's source).
    /// Nil for other formats and for one that is encrypted.
    init?(openSSH text: String) throws(SigningKeyProblem) {
        let lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
        guard lines.first == "-----BEGIN OPENSSH PRIVATE KEY-----", lines.last == "-----END OPENSSH PRIVATE KEY-----"
        else { return nil }
        let magic = Array("openssh-key-v1\0".utf8)
        guard let data = Data(base64Encoded: lines.dropFirst().dropLast().joined()), data.starts(with: magic) else {
            throw Self.damaged
        }
        var outer = WireReader(data.dropFirst(magic.count))
        guard let cipher = outer.text(), outer.string() != nil, outer.string() != nil, outer.uint32() == 1,
            outer.string() != nil, let secret = outer.string()
        else { throw Self.damaged }
        guard cipher == "none" else { return nil }
        var inner = WireReader(secret)
        guard let check = inner.uint32(), inner.uint32() == check, let kind = inner.text() else { throw Self.damaged }
        do {
            self = try Self.key(of: kind, &inner)
        } catch {
            throw error as? SigningKeyProblem ?? Self.damaged
        }
    }

    private static func key(of kind: String, _ reader: inout WireReader) throws -> PrivateSigningKey {
        switch kind {
        case "ssh-ed25519":
            guard reader.string() != nil, let pair = reader.string(), pair.count == 64 else { throw damaged }
            return .ed25519(try .init(rawRepresentation: pair.prefix(32)))
        case "ecdsa-sha2-nistp256": return .p256(try .init(rawRepresentation: try scalar(&reader, bytes: 32)))
        case "ecdsa-sha2-nistp384": return .p384(try .init(rawRepresentation: try scalar(&reader, bytes: 48)))
        case "ecdsa-sha2-nistp521": return .p521(try .init(rawRepresentation: try scalar(&reader, bytes: 66)))
        case "ssh-rsa":
            // n, e, d, iqmp, p, q
            guard let n = reader.string(), let e = reader.string(), let d = reader.string(), reader.string() != nil,
                let p = reader.string(), let q = reader.string()
            else { throw damaged }
            guard n.drop(while: { $0 == 0 }).count >= 256 else {
                throw SigningKeyProblem(description: "an RSA key of less than 2048 bits cannot sign here")
            }
            var blob = WireWriter()
            blob.string("ssh-rsa".utf8)
            blob.string(e)
            blob.string(n)
            return .rsa(try .init(n: n, e: e, d: d, p: p, q: q), blob: blob.bytes)
        default:
            throw SigningKeyProblem(
                description:
                    "keys of type \(kind.printable) cannot sign here but by an agent; ed25519, ECDSA and RSA can")
        }
    }

    /// After curve name and public point: the secret number, padded to the curve's size.
    private static func scalar(_ reader: inout WireReader, bytes: Int) throws(SigningKeyProblem) -> [UInt8] {
        guard reader.string() != nil, reader.string() != nil, let number = reader.string() else { throw damaged }
        let digits = Array(number.drop { $0 == 0 })
        guard digits.count <= bytes else { throw damaged }
        return Array(repeating: 0, count: bytes - digits.count) + digits
    }

    /// The public key in SSH's wire format.
    var publicBlob: [UInt8] {
        func ecdsa(_ curve: String, _ point: Data) -> [UInt8] {
            var writer = WireWriter()
            writer.string("ecdsa-sha2-\(curve)".utf8)
            writer.string(curve.utf8)
            writer.string(point)
            return writer.bytes
        }
        switch self {
        case .ed25519(let key):
            var writer = WireWriter()
            writer.string("ssh-ed25519".utf8)
            writer.string(key.publicKey.rawRepresentation)
            return writer.bytes
        case .p256(let key): return ecdsa("nistp256", key.publicKey.x963Representation)
        case .p384(let key): return ecdsa("nistp384", key.publicKey.x963Representation)
        case .p521(let key): return ecdsa("nistp521", key.publicKey.x963Representation)
        case .rsa(_, let blob): return blob
        }
    }

    /// As a line of an authorized_keys or allowed_signers file: type and base64.
    var publicKey: String {
        var reader = WireReader(publicBlob)
        return "\(reader.text() ?? "") \(Data(publicBlob).base64EncodedString())"
    }

    /// The signature of `message` in SSH's wire format.
    func sign(_ message: [UInt8]) throws -> [UInt8] {
        var writer = WireWriter()
        func ecdsa(_ curve: String, _ raw: Data) {
            writer.string("ecdsa-sha2-\(curve)".utf8)
            writer.string(Self.pair(raw))
        }
        switch self {
        case .ed25519(let key):
            writer.string("ssh-ed25519".utf8)
            writer.string(try key.signature(for: message))
        case .p256(let key): ecdsa("nistp256", try key.signature(for: message).rawRepresentation)
        case .p384(let key): ecdsa("nistp384", try key.signature(for: message).rawRepresentation)
        case .p521(let key): ecdsa("nistp521", try key.signature(for: message).rawRepresentation)
        case .rsa(let key, _):
            // The one algorithm that PROTOCOL.sshsig has for RSA keys beside rsa-sha2-256.
            writer.string("rsa-sha2-512".utf8)
            writer.string(
                try key.signature(for: SHA512.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation)
        }
        return writer.bytes
    }

    /// An ECDSA signature's two halves as RFC 5656, 3.1.2 wants them.
    private static func pair(_ raw: Data) -> [UInt8] {
        var writer = WireWriter()
        writer.positiveInteger(raw.prefix(raw.count / 2))
        writer.positiveInteger(raw.suffix(raw.count / 2))
        return writer.bytes
    }
}
