/// A private key's text, and what can be read off it without a passphrase.
struct PrivateKey: Sendable {
    static let cap = 64 * 1024

    /// For messages: the path, or where else it came from.
    let name: String
    let text: SSHSecret
    let passphrase: SSHSecret?
    let header: PrivateKeyHeader

    /// Reads and inspects the key; nil for an agent's.
    init?(_ identity: SSHIdentity, for endpoint: SSHEndpoint) throws(TransportFailure) {
        switch identity.key {
        case .agent: return nil
        case .file(let path, let passphrase):
            name = path
            self.passphrase = passphrase
            do {
                text = SSHSecret(
                    String(decoding: try SmallFile.read(path, cap: Self.cap, isSecret: true), as: UTF8.self))
            } catch {
                throw TransportFailure(endpoint, .keyUnreadable(key: path, problem: error.description))
            }
        case .memory(let text, let passphrase):
            name = "the configured key"
            self.text = text
            self.passphrase = passphrase
        }
        guard let header = PrivateKeyHeader(text.text) else {
            throw TransportFailure(
                endpoint, .keyUnreadable(key: name, problem: "it is not a private key in OpenSSH or PEM format"))
        }
        if header.isEncrypted, passphrase == nil {
            throw TransportFailure(endpoint, .keyNeedsPassphrase(key: name))
        }
        self.header = header
    }

    /// Which key it is, for messages; never the key.
    var description: String {
        let known = header.publicKey.flatMap(HostKey.init)?.description ?? header.type
        return known.map { "\($0) of \(name)" } ?? name
    }
}
