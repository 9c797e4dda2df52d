package import Promotion

/// How Git repositories are reached over SSH, for all below an address.
package struct GitCredential: Sendable, Hashable {
    package enum Transport: String, Sendable, Hashable, CaseIterable {
        /// libssh2, and OpenSSH's `ssh` where the key, the server or the options need it.
        case automatic
        case libssh2
        case openssh
    }

    package var target: SSHTarget
    package var key: Secret?
    package var passphrase: Secret?
    /// Whether the agent at `SSH_AUTH_SOCK` is asked, beside the key if there is one.
    package var usesAgent: Bool
    /// Absolute paths of known_hosts files, at least one: a server that none of them names is not spoken to.
    package var knownHosts: [String]
    package var transport: Transport
    /// The host to connect through; needs OpenSSH's `ssh`.
    package var jumpHost: SSHTarget?
    /// The absolute path of a user certificate for the key; needs OpenSSH's `ssh`.
    package var certificate: String?
}

/// The addresses that begin in a certain way: `ssh://git@git.example.com:2222/platform`.
package struct SSHTarget: Sendable, Hashable, CustomStringConvertible {
    /// Nil stands for every user.
    package var user: String?
    package var host: String
    package var port: Int
    /// Whole components with a slash before each; empty for the whole host.
    package var path: String

    package var description: String {
        let address = host.contains(":") ? "[\(host)]" : host
        return "ssh://\(user.map { $0 + "@" } ?? "")\(address)\(port == 22 ? "" : ":\(port)")\(path)"
    }

    /// Whether a repository is one of them.
    package func matches(_ remote: RemoteURL) -> Bool {
        remote.host == host && remote.port == port && (user == nil || user == remote.user)
            && (path.isEmpty || remote.path == path || remote.path.hasPrefix(path + "/"))
    }

    /// The longer path first, then the one that names a user: what a match is worth.
    fileprivate var specificity: (Int, Int) { (path.utf8.count, user == nil ? 0 : 1) }
}

extension Settings {
    /// The credential for a repository: the most specific that matches. No two that match are equally specific.
    package func gitCredential(for remote: RemoteURL) -> GitCredential? {
        gitCredentials.filter { $0.target.matches(remote) }.max { $0.target.specificity < $1.target.specificity }
    }
}

extension Settings {
    /// Which repositories of applications may be asked for what changed: those that some Git credential covers.
    package var applicationRepositories: ApplicationRepositories {
        ApplicationRepositories(
            gitCredentials.map { credential in
                let target = credential.target
                return .init(user: target.user, host: target.host, port: target.port, path: target.path)
            })
    }
}
