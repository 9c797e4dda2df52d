internal import CSSH2
internal import Foundation

extension LibSSH2Session {
    /// Proves to the server that we own the identity's key. Throws `needsOpenSSH` before anything is sent where the
    /// library cannot.
    func authenticate(_ identity: SSHIdentity, _ key: PrivateKey?, _ waiter: Waiter) throws(TransportFailure) {
        if let key {
            try authenticate(key, waiter)
        } else if case .agent(let socket, let publicKey) = identity.key {
            try authenticate(AgentClient(socket: socket, waiter), chosen: publicKey, waiter)
        }
    }

    private func authenticate(_ key: PrivateKey, _ waiter: Waiter) throws(TransportFailure) {
        let user = waiter.endpoint.user
        let publicKey = key.header.publicKey.map { "\(key.header.type ?? "") \(Data($0).base64EncodedString())" } ?? ""
        do {
            try authenticate(tried: [key.description], waiter) { session in
                libssh2_userauth_publickey_frommemory(
                    session, user, user.utf8.count, publicKey.isEmpty ? nil : publicKey, publicKey.utf8.count,
                    key.text.text, key.text.text.utf8.count, key.passphrase?.text)
            } unreadable: { message in
                key.header.isEncrypted
                    ? .wrongPassphrase(key: key.name)
                    : .keyUnreadable(key: key.name, problem: message)
            }
        } catch {
            // An encrypted PKCS #8 file hides the key's type. If it is RSA, an old library could not but fail.
            guard key.header.type == nil, !LibSSH2.hasModernRSA, case .authenticationFailed = error.reason else {
                throw error
            }
            throw waiter.failure(.needsOpenSSH(why: "the user's key may be an RSA key"))
        }
    }

    private func authenticate(
        _ agent: AgentClient, chosen: String?, _ waiter: Waiter
    ) throws(TransportFailure) {
        let keys = try agent.keys(chosen: chosen)
        let usable = keys.filter { LibSSH2.canAuthenticate(with: $0.type) }
        guard !usable.isEmpty else {
            throw waiter.failure(
                .needsOpenSSH(why: "the agent has only keys of the types " + keys.map(\.type).joined(separator: ", ")))
        }
        // Servers count attempts and hang up (sshd: MaxAuthTries 6).
        let attempts = usable.prefix(5)
        for (index, key) in attempts.enumerated() {
            let signer = AgentSigner(agent, key)
            do {
                try authenticate(tried: attempts.prefix(index + 1).map(\.description), waiter) { session in
                    signer.authenticate(session, user: waiter.endpoint.user)
                } unreadable: { message in
                    .agentUnusable(problem: message)
                }
                return
            } catch {
                if let failure = signer.failure { throw failure }
                guard case .authenticationFailed = error.reason, index + 1 < attempts.count else { throw error }
            }
        }
    }

    private func authenticate(
        tried: [String], _ waiter: Waiter, _ call: (OpaquePointer) -> Int32,
        unreadable: (String) -> TransportFailure.Reason
    ) throws(TransportFailure) {
        try run(.authenticating, waiter, call) { code, message in
            // The library has one code for a key of ours that cannot sign and for a signature that the server refused.
            if message.hasPrefix("Callback returned error") { return unreadable(message) }
            return switch code {
            case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED:
                .authenticationFailed(tried: tried, detail: message)
            case LIBSSH2_ERROR_FILE, LIBSSH2_ERROR_KEYFILE_AUTH_FAILED, LIBSSH2_ERROR_METHOD_NOT_SUPPORTED,
                LIBSSH2_ERROR_PUBLICKEY_PROTOCOL, LIBSSH2_ERROR_METHOD_NONE, LIBSSH2_ERROR_HOSTKEY_INIT,
                LIBSSH2_ERROR_HOSTKEY_SIGN, LIBSSH2_ERROR_DECRYPT, LIBSSH2_ERROR_PROTO:
                unreadable(message)
            default: nil
            }
        }
    }
}
