import Manifests

/// One entry of `credentials`.
enum CredentialDraft: Sendable {
    case git(GitCredential)
    case token(GitTokenCredential)
    case registry(RegistryCredential)
}

/// The description of an entry of `credentials`: of Git repositories where `for` is an ssh:// or https:// address, of a registry
/// otherwise.
let credential: Value<CredentialDraft> = {
    let git = gitCredential.map { credential, _, _ in CredentialDraft.git(credential) }
    let registry = registryCredential.map { credential, _, _ in CredentialDraft.registry(credential) }
    let token = gitTokenCredential.map { credential, _, _ in CredentialDraft.token(credential) }
    return Value(.choice([git.shape, token.shape, registry.shape])) { node, decoding in
        let address = node["for"]?.scalar?.value ?? ""
        if address.hasPrefix("https://") || address.hasPrefix("http://") { return token.decode(node, decoding) }
        let isGit = address.contains("://") || address.contains("@") || address.isEmpty && node["password"] == nil
        return (isGit ? git : registry).decode(node, decoding)
    }
}()

private let gitCredential = mapping(
    "a Git credential",
    required(
        "for", sshTarget(withPath: true),
        "The repositories: a host, and perhaps a port and the beginning of their paths."),
    optional("key", secret, "The private key: a file, or a variable that holds its text."),
    optional("passphrase", secret, "What the key is encrypted with."),
    optional("agent", boolean, default: "false", "Whether the SSH agent at SSH_AUTH_SOCK is asked for keys."),
    required(
        "knownHosts", oneOrMore(path("a known_hosts file", example: "keys/known_hosts")),
        "Files with the servers' keys. A server that none of them names is not spoken to."),
    optional(
        "transport",
        word(
            "a transport",
            [
                "automatic": (
                    GitCredential.Transport.automatic, "libssh2, or openssh where the key or the server needs it."
                ),
                "libssh2": (.libssh2, "The daemon's own, which reuses sessions."),
                "openssh": (.openssh, "The program `ssh`, as a child."),
            ]), default: "automatic", "What speaks SSH."),
    optional("options", openSSHOptions, "What only the program `ssh` can do; not with transport libssh2."),
    rules: [.atLeastOne(["key", "agent"]), .needs("passphrase", "key")]
) { target, key, passphrase, agent, knownHosts, transport, options in
    GitCredential(
        target: target, key: key, passphrase: passphrase, usesAgent: agent, knownHosts: knownHosts,
        transport: transport,
        jumpHost: options?.jumpHost, certificate: options?.certificate)
}.map { credential, node, decoding in
    if credential.transport == .libssh2, let options = node["options"] {
        decoding.refuse(options, "only the program `ssh` has these options; set transport to openssh or automatic")
    }
    if credential.key == nil, !credential.usesAgent, node["agent"] != nil {
        decoding.refuse(node, "neither a key nor the agent is named; add a `key`, or set `agent: true`")
    }
    return credential
}

private let openSSHOptions = mapping(
    "options",
    optional("jumpHost", sshTarget(withPath: false), "The host to connect through."),
    optional(
        "certificate", path("a certificate", example: "keys/deploy_ed25519-cert.pub"), "A user certificate for the key."
    )
) { (jumpHost: $0, certificate: $1) }

private let registryCredential = mapping(
    "a registry credential",
    required("for", registryHost, "The registry's host, with its port where it has one."),
    required("username", anyText("a user name", example: "robot"), "The account's name."),
    required("password", secret, "Its password or token."),
    later: []
) { RegistryCredential(registry: $0, username: $1, password: $2) }

/// `ssh://user@host:port/path`, the user, the port and the path as needed.
private func sshTarget(withPath: Bool) -> Value<SSHTarget> {
    let shape = TextShape(
        name: withPath ? "an SSH address" : "an SSH server", example: "ssh://git@git.example.com",
        pattern: withPath ? "^ssh://[^\\s/]+(/[^\\s]*)?$" : "^ssh://[^\\s/]+$")
    return text(shape) { (text: String, _) throws(Complaint) in
        let wrong = Complaint(
            "\(shape.name) is written ssh://user@host, with :port\(withPath ? " and /path" : "") where needed")
        guard text.hasPrefix("ssh://") else { throw wrong }
        let rest = text.dropFirst("ssh://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        var user: String?
        if let at = authority.lastIndex(of: "@") {
            user = String(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        guard let (host, port) = hostAndPort(authority, isPortNeeded: false), user.map(isSSHUser) ?? true else {
            throw wrong
        }
        let components = rest[slash...].split(separator: "/")
        guard withPath || components.isEmpty, !components.contains("..") else { throw wrong }
        return SSHTarget(user: user, host: host, port: port ?? 22, path: components.map { "/" + $0 }.joined())
    }
}

private func isSSHUser(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix("-") && text.utf8.allSatisfy { $0.isLetterOrDigit || "-._+~%=,".utf8.contains($0) }
}
