extension TransportFailure: CustomStringConvertible {
    /// What happened, where, and what a person can do.
    package var description: String {
        let place = "\(endpoint.user)@\(endpoint.knownHostsName)"
        return "\(place): \(reason.sentence(for: endpoint))"
    }
}

extension TransportFailure.Reason {
    fileprivate func sentence(for endpoint: SSHEndpoint) -> String {
        switch self {
        case .timedOut(let step): "the deadline passed while \(step.rawValue)"
        case .cancelled(let step): "cancelled while \(step.rawValue)"
        case .nameNotResolved(let detail, _):
            "the name \(endpoint.host) could not be resolved: \(detail); check the host's name and the name server"
        case .connectionRefused:
            "nothing listens on port \(endpoint.port); check the host and the port, and that the server runs"
        case .unreachable(let detail):
            "the host cannot be reached: \(detail); check the address, the route and the firewall"
        case .connectionLost(let afterRequestSent, let step, let detail):
            "the connection was lost while \(step.rawValue)\(Self.tail(detail))"
                + (afterRequestSent ? "; the server may have acted on what was sent" : "")
        case .knownHostsInvalid(let path, let line, let problem):
            "\(path)\(line.map { ":\($0)" } ?? ""): \(problem); correct the known_hosts file"
        case .hostKeyUnknown, .hostKeyMismatch, .hostKeyRevoked: hostKeySentence(for: endpoint)
        case .keyUnreadable(let key, let problem): "\(key): the private key cannot be used: \(problem.escaped)"
        case .keyNeedsPassphrase(let key):
            "\(key): the private key is encrypted; configure its passphrase, or use an agent"
        case .wrongPassphrase(let key): "\(key): the passphrase does not decrypt the private key"
        case .agentUnusable(let problem): "the SSH agent cannot be used: \(problem)"
        case .authenticationFailed(let tried, let detail):
            "the server accepts none of our keys (tried \(tried.map(\.escaped).joined(separator: ", ")))\(Self.tail(detail)); "
                + "add the public key on the server, and check the user name"
        case .needsOpenSSH(let why):
            "libssh2 cannot do this: \(why.escaped); let OpenSSH's ssh do it, or use an Ed25519 or ECDSA key"
        case .openSSHUnusable(let problem): "OpenSSH's ssh cannot be used: \(problem.escaped); install openssh-client"
        case .noCommonAlgorithm(let detail): "we and the server have no algorithm in common\(Self.tail(detail))"
        case .serviceRefused(let detail): "the server did not start the service\(Self.tail(detail))"
        case .remoteFailed(let status, let stderr):
            "the service ended \(status.map { "with exit status \($0)" } ?? "without an exit status")"
                + (stderr.isEmpty ? " and said nothing" : "; the server says: \(Self.quoted(stderr))")
        case .protocolError(let step, let detail):
            "the server broke the protocol while \(step.rawValue)\(Self.tail(detail))"
        }
    }

    private func hostKeySentence(for endpoint: SSHEndpoint) -> String {
        let name = endpoint.knownHostsName
        switch self {
        case .hostKeyMismatch(let offered, let pinned):
            let pins = pinned.map(\.description).joined(separator: ", ")
            return "the server's host key \(offered.map { "\($0) " } ?? "")is not the one in known_hosts"
                + (pins.isEmpty ? "" : " (\(pins))")
                + "; somebody may be listening in. If the server's administrator confirms the new fingerprint, "
                + "replace the lines for \(name)"
        case .hostKeyRevoked(let offered):
            return
                "the server's host key \(offered.map { "\($0) " } ?? "")is revoked in known_hosts; do not use this server "
                + "until its administrator has given it a new key"
        case .hostKeyUnknown(let offered):
            let scan =
                "ssh-keyscan" + (endpoint.port == 22 ? "" : " -p \(endpoint.port)")
                + (offered.map { " -t \($0.scanType)" } ?? "") + " \(endpoint.host)"
            return
                "known_hosts does not name the server\(offered.map { "; its host key is \($0)" } ?? ""). Compare the "
                + "fingerprint with the one that its administrator publishes, then add the output of `\(scan)`"
        default: return ""
        }
    }

    private static func tail(_ detail: String) -> String { detail.isEmpty ? "" : ": \(quoted(detail))" }

    /// A server's words in one line: its line ends become separators, other control characters are spelled out.
    private static func quoted(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { String($0).escaped }.joined(separator: " | ")
    }
}

extension HostKey {
    /// The key's type as `ssh-keyscan -t` calls it.
    fileprivate var scanType: String {
        switch type {
        case "ssh-ed25519": "ed25519"
        case "ssh-rsa": "rsa"
        case _ where type.hasPrefix("ecdsa-"): "ecdsa"
        default: type
        }
    }
}
