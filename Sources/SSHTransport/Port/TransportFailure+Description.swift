extension TransportFailure: CustomStringConvertible {
    /// What happened, where, and what a person can do.
    package var description: String {
        switch server {
        case .ssh(let endpoint): "\(endpoint.user)@\(endpoint.knownHostsName): \(reason.sentence(for: endpoint))"
        case .web(let host, let port): "\(host): \(reason.sentence(host: host, port: port))"
        }
    }
}

extension TransportFailure.Reason {
    fileprivate func sentence(for endpoint: SSHEndpoint) -> String {
        switch self {
        case .hostKeyUnknown, .hostKeyMismatch, .hostKeyRevoked: hostKeySentence(for: endpoint)
        default: sentence(host: endpoint.host, port: Int(endpoint.port))
        }
    }

    fileprivate func sentence(host: String, port: Int) -> String {
        switch self {
        case .timedOut(let step): "the deadline passed while \(step.rawValue)"
        case .cancelled(let step): "cancelled while \(step.rawValue)"
        case .nameNotResolved(let detail, _):
            "the name \(host) could not be resolved: \(detail); check the host's name and the name server"
        case .connectionRefused:
            "nothing listens on port \(port); check the host and the port, and that the server runs"
        case .unreachable(let detail):
            "the host cannot be reached: \(detail); check the address, the route and the firewall"
        case .connectionLost(let afterRequestSent, let step, let detail):
            "the connection was lost while \(step.rawValue)\(Self.tail(detail))"
                + (afterRequestSent ? "; the server may have acted on what was sent" : "")
        case .knownHostsInvalid(let path, let line, let problem):
            "\(path)\(line.map { ":\($0)" } ?? ""): \(problem); correct the known_hosts file"
        case .hostKeyUnknown, .hostKeyMismatch, .hostKeyRevoked: "the server's host key is not trusted"
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
        case .refused(let status, let words): Self.refusal(status, words)
        case .ledElsewhere(let detail):
            "the server leads elsewhere\(Self.tail(detail)); correct the repository's address. Some servers lead to a page "
                + "for people where they do not accept the token"
        case .untrusted(let detail): "no connection that can be trusted\(Self.tail(detail))"
        case .credentialUnusable(let name, let problem): "\(name) cannot be used: \(problem.escaped)"
        case .protocolError(let step, let detail):
            "the server broke the protocol while \(step.rawValue)\(Self.tail(detail))"
        }
    }

    /// What an HTTP status means to one who asked for a Git repository.
    private static func refusal(_ status: Int, _ words: String) -> String {
        let (meaning, remedy) =
            switch status {
            case 401, 203:
                (
                    "the server wants a user name and a token that it knows",
                    "see that `credentials` has an entry for this address, and that its token has not expired"
                )
            case 403:
                (
                    "the server does not allow this",
                    "give the token the right to read and write the repository, and see that it has not expired"
                )
            case 404, 410:
                (
                    "there is no repository at this address, or the token may not see it",
                    "check the repository's address, and what the token may read"
                )
            case 413: ("the pack is larger than the server takes", "raise the server's limit for uploads")
            case 429: ("the server asks for a pause", "it is tried again later")
            case 500...: ("the server is in trouble", "it is tried again later")
            default: ("the server does not do this", "check the repository's address")
            }
        return "\(meaning) (HTTP \(status))\(words.isEmpty ? "" : "; it says: \(quoted(words))"); \(remedy)"
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
