internal import Crypto
internal import Foundation

/// A server's public key.
package struct HostKey: Sendable, Hashable, CustomStringConvertible {
    /// As in RFC 4253 and its successors: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`.
    package let type: String
    /// The key in SSH's wire format; nil in a failure that knows only the fingerprint.
    package let blob: [UInt8]
    /// As `ssh-keygen -l` prints it: `SHA256:` and unpadded base64.
    package let fingerprint: String

    /// Reads the type from the blob's first field (RFC 4253, 6.6); nil if there is none.
    package init?(blob: [UInt8]) {
        var reader = WireReader(blob)
        guard let type = reader.string().flatMap({ String(validating: $0, as: UTF8.self) }), !type.isEmpty else {
            return nil
        }
        self.type = type
        self.blob = blob
        let digest = Data(SHA256.hash(data: blob)).base64EncodedString()
        fingerprint = "SHA256:" + digest.replacing("=", with: "")
    }

    /// A key of which another program told only the fingerprint.
    init(type: String, fingerprint: String) {
        self.type = type
        self.blob = []
        self.fingerprint = fingerprint
    }

    package var description: String { "\(type) \(fingerprint)" }
}
