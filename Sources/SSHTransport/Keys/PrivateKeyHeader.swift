internal import Foundation

/// What a private key file tells about itself before it is decrypted.
struct PrivateKeyHeader: Sendable, Equatable {
    /// `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-…` and so on; nil where only the passphrase would tell.
    let type: String?
    let isEncrypted: Bool
    /// The public key in SSH's wire format, where the file has it in clear.
    let publicKey: [UInt8]?

    /// Nil if the text is no private key.
    init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard
            let begin = lines.firstIndex(where: {
                $0.hasPrefix("-----BEGIN ") && $0.hasSuffix(" PRIVATE KEY-----") || $0 == "-----BEGIN PRIVATE KEY-----"
            }),
            let end = lines[begin...].firstIndex(where: { $0.hasPrefix("-----END ") })
        else { return nil }
        let label = lines[begin].dropFirst(11).dropLast(5)
        let body = lines[(begin + 1)..<end]
        switch label {
        case "OPENSSH PRIVATE KEY":
            guard let data = Data(base64Encoded: body.joined()) else { return nil }
            self.init(openSSH: data)
        case "RSA PRIVATE KEY": self.init("ssh-rsa", pem: body)
        case "DSA PRIVATE KEY": self.init("ssh-dss", pem: body)
        case "EC PRIVATE KEY": self.init("ecdsa-sha2", pem: body)
        case "ENCRYPTED PRIVATE KEY": self.init(type: nil, isEncrypted: true, publicKey: nil)
        case "PRIVATE KEY":
            guard let data = Data(base64Encoded: body.joined()) else { return nil }
            self.init(type: Self.pkcs8Type(Array(data)), isEncrypted: false, publicKey: nil)
        default: return nil
        }
    }

    private init(type: String?, isEncrypted: Bool, publicKey: [UInt8]?) {
        self.type = type
        self.isEncrypted = isEncrypted
        self.publicKey = publicKey
    }

    /// The old PEM forms say in a header (RFC 1421) that they are encrypted.
    private init(_ type: String, pem body: ArraySlice<String>) {
        let isEncrypted = body.contains { $0.hasPrefix("Proc-Type:") && $0.contains("ENCRYPTED") }
        self.init(type: type, isEncrypted: isEncrypted, publicKey: nil)
    }

    /// OpenSSH's PROTOCOL.key: magic, cipher, kdf, kdf options, number of keys, public key.
    private init?(openSSH data: Data) {
        var reader = WireReader(data)
        guard reader.skip(Array("openssh-key-v1\0".utf8)), let cipher = reader.text(), reader.string() != nil,
            reader.string() != nil, reader.uint32() == 1, let publicKey = reader.string(),
            let key = HostKey(blob: publicKey)
        else { return nil }
        self.init(type: key.type, isEncrypted: cipher != "none", publicKey: publicKey)
    }

    /// The algorithm's object identifier stands near the front of a PKCS #8 structure (RFC 5958).
    private static func pkcs8Type(_ bytes: [UInt8]) -> String? {
        let head = bytes.prefix(64)
        let types: [(oid: [UInt8], type: String)] = [
            ([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], "ssh-rsa"),
            ([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], "ecdsa-sha2"),
            ([0x2b, 0x65, 0x70], "ssh-ed25519"),
        ]
        return types.first { entry in head.indices.contains { head[$0...].starts(with: entry.oid) } }?.type
    }
}
