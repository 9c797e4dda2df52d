package import SSHTransport

/// Why a private key cannot sign commits; a sentence for a person, without a byte of the key.
package struct SigningKeyProblem: Error, Equatable, CustomStringConvertible {
    package let description: String
}

/// A key that signs commits. Its description and its dump show nothing of it.
package struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private enum Signer: Sendable {
        case key(PrivateSigningKey)
        case agent(publicKey: String, socket: String?)
    }

    private let signer: Signer

    /// How long `ssh-keygen` and an agent, which may ask a person, get for one answer.
    private static let patience = Duration.seconds(20)

    /// Reads a private key in OpenSSH's or PEM format: ed25519, ECDSA (P-256, P-384, P-521), or RSA of 2048 bits or more.
    ///
    /// Encrypted keys and PEM formats are opened by `ssh-keygen`, in memory. Blocks meanwhile.
    package init(_ text: SSHSecret, passphrase: SSHSecret? = nil) throws(SigningKeyProblem) {
        do {
            if let key = try PrivateSigningKey(openSSH: text.text) {
                signer = .key(key)
            } else {
                let opened = try OpenSSHKeyTool.opened(text, passphrase: passphrase, deadline: .after(Self.patience))
                guard let key = try PrivateSigningKey(openSSH: opened.text) else { throw PrivateSigningKey.damaged }
                signer = .key(key)
            }
        } catch let problem as OpenSSHProblem {
            throw SigningKeyProblem(description: problem.description)
        } catch {
            throw error as? SigningKeyProblem ?? PrivateSigningKey.damaged
        }
    }

    /// One of the keys of an agent, hardware keys among them; `publicKey` is a line as in a `.pub` file, `socket` the
    /// agent's (nil: `$SSH_AUTH_SOCK`). The agent is asked at each signature, through `ssh-keygen`.
    package init(agentKey publicKey: String, socket: String? = nil) throws(SigningKeyProblem) {
        let words = publicKey.trimmed.split(separator: " ")
        guard words.count >= 2, words[0].contains("-"), !publicKey.trimmed.contains(where: \.isNewline) else {
            throw SigningKeyProblem(
                description: "what names a key of the agent is not a line of a .pub file, such as `ssh-add -L` prints")
        }
        signer = .agent(publicKey: publicKey.trimmed, socket: socket)
    }

    /// As a line of an authorized_keys or allowed_signers file: type and base64.
    package var publicKey: String {
        switch signer {
        case .key(let key): key.publicKey
        case .agent(let publicKey, _): publicKey.split(separator: " ").prefix(2).joined(separator: " ")
        }
    }

    /// Signs something that nobody will see. Throws where an agent does not sign. Blocks, as signing does.
    package func probe() throws(SigningKeyProblem) {
        do {
            _ = try armoured([])
        } catch {
            throw SigningKeyProblem(description: "\(error)")
        }
    }

    /// The armoured signature of a commit's bytes, as Git keeps it in the `gpgsig` header.
    func armoured(_ bytes: [UInt8]) throws -> String {
        switch signer {
        case .key(let key):
            try SSHSignature.armoured(bytes, key: key)
        case .agent(let publicKey, let socket):
            try OpenSSHKeyTool.signature(
                of: bytes, namespace: "git", byAgentKey: publicKey, socket: socket, deadline: .after(Self.patience))
        }
    }

    package var description: String { "(signing key)" }
    package var debugDescription: String { description }
    package var customMirror: Swift.Mirror { Swift.Mirror(self, children: []) }
}
