import Crypto
import Foundation

/// Why a private key cannot sign commits; a sentence for a person, without a byte of the key.
package struct SigningKeyProblem: Error, Equatable, CustomStringConvertible {
    package let description: String
}

/// A private key that signs commits. Its description and its dump show nothing of it.
package struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private enum Key: Sendable {
        case ed25519(Curve25519.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
    }

    private let key: Key

    /// Reads an unencrypted OpenSSH private key (`-----BEGIN OPENSSH PRIVATE KEY-----`; PROTOCOL.key in OpenSSH's source):
    /// ed25519, ECDSA P-256 or P-384.
    package init(openSSH text: String) throws(SigningKeyProblem) {
        func broken() -> SigningKeyProblem { SigningKeyProblem(description: "the key's text is damaged") }
        let lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
        guard lines.first == "-----BEGIN OPENSSH PRIVATE KEY-----", lines.last == "-----END OPENSSH PRIVATE KEY-----"
        else {
            throw SigningKeyProblem(
                description: "it is not an OpenSSH private key; `ssh-keygen -p -f FILE` rewrites other formats as one")
        }
        let magic = Array("openssh-key-v1\0".utf8)
        guard let data = Data(base64Encoded: lines.dropFirst().dropLast().joined()), data.starts(with: magic) else {
            throw broken()
        }
        var outer = SSHReader(data.dropFirst(magic.count))
        guard let cipher = outer.text(), outer.string() != nil, outer.string() != nil, outer.number() == 1,
            outer.string() != nil, let secret = outer.string()
        else { throw broken() }
        guard cipher == "none" else {
            throw SigningKeyProblem(
                description:
                    "the key is encrypted; take the passphrase away (`ssh-keygen -p -N '' -f FILE`) and guard the file")
        }
        var inner = SSHReader(secret)
        guard let check = inner.number(), inner.number() == check, let kind = inner.text() else { throw broken() }
        do {
            switch kind {
            case "ssh-ed25519":
                guard inner.string() != nil, let pair = inner.string(), pair.count == 64 else { throw broken() }
                key = .ed25519(try .init(rawRepresentation: pair.prefix(32)))
            case "ecdsa-sha2-nistp256":
                key = .p256(try .init(rawRepresentation: try Self.scalar(&inner, bytes: 32)))
            case "ecdsa-sha2-nistp384":
                key = .p384(try .init(rawRepresentation: try Self.scalar(&inner, bytes: 48)))
            default:
                throw SigningKeyProblem(
                    description: "keys of type \(kind.printable) cannot sign here; ed25519 and ECDSA (256, 384) can")
            }
        } catch let problem as SigningKeyProblem {
            throw problem
        } catch {
            throw broken()
        }
    }

    /// After curve name and public point: the secret number, padded to the curve's size.
    private static func scalar(_ reader: inout SSHReader, bytes: Int) throws(SigningKeyProblem) -> [UInt8] {
        guard reader.string() != nil, reader.string() != nil, let number = reader.string() else {
            throw SigningKeyProblem(description: "the key's text is damaged")
        }
        let digits = Array(number.drop { $0 == 0 })
        guard digits.count <= bytes else { throw SigningKeyProblem(description: "the key's text is damaged") }
        return Array(repeating: 0, count: bytes - digits.count) + digits
    }

    /// The public key in SSH's wire format.
    var publicBlob: [UInt8] {
        var writer = SSHWriter()
        switch key {
        case .ed25519(let key):
            writer.string("ssh-ed25519".utf8)
            writer.string(key.publicKey.rawRepresentation)
        case .p256(let key):
            writer.string("ecdsa-sha2-nistp256".utf8)
            writer.string("nistp256".utf8)
            writer.string(key.publicKey.x963Representation)
        case .p384(let key):
            writer.string("ecdsa-sha2-nistp384".utf8)
            writer.string("nistp384".utf8)
            writer.string(key.publicKey.x963Representation)
        }
        return writer.bytes
    }

    /// As a line of an authorized_keys or allowed_signers file: type and base64.
    package var publicKey: String {
        var reader = SSHReader(publicBlob)
        return "\(reader.text() ?? "") \(Data(publicBlob).base64EncodedString())"
    }

    /// The signature of `message` in SSH's wire format.
    func sign(_ message: [UInt8]) throws -> [UInt8] {
        var writer = SSHWriter()
        switch key {
        case .ed25519(let key):
            writer.string("ssh-ed25519".utf8)
            writer.string(try key.signature(for: message))
        case .p256(let key):
            writer.string("ecdsa-sha2-nistp256".utf8)
            writer.string(Self.pair(try key.signature(for: message).rawRepresentation))
        case .p384(let key):
            writer.string("ecdsa-sha2-nistp384".utf8)
            writer.string(Self.pair(try key.signature(for: message).rawRepresentation))
        }
        return writer.bytes
    }

    /// An ECDSA signature's two halves as RFC 5656, 3.1.2 wants them.
    private static func pair(_ raw: Data) -> [UInt8] {
        var writer = SSHWriter()
        writer.positiveInteger(raw.prefix(raw.count / 2))
        writer.positiveInteger(raw.suffix(raw.count / 2))
        return writer.bytes
    }

    package var description: String { "(signing key)" }
    package var debugDescription: String { description }
    package var customMirror: Swift.Mirror { Swift.Mirror(self, children: []) }
}
