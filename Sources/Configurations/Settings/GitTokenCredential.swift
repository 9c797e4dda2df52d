package import Promotion

/// How Git repositories are reached over HTTPS, for all below an address.
package struct GitTokenCredential: Sendable, Hashable {
    package var target: WebTarget
    /// Nil: what the host wants beside a token.
    package var username: String?
    /// A token, or a password.
    package var secret: Secret
    /// The absolute path of a PEM file with the authorities that are believed instead of the system's.
    package var caFile: String?
    /// Whether a token may go to another machine without TLS.
    package var plainHTTP: Bool
}

/// The addresses that begin in a certain way: `https://git.example.com:8443/platform`.
package struct WebTarget: Sendable, Hashable, CustomStringConvertible {
    package var scheme: RemoteURL.Scheme
    package var host: String
    package var port: Int
    /// Whole components with a slash before each; empty for the whole host.
    package var path: String

    package var description: String {
        let address = host.contains(":") ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(address)\(port == scheme.port ? "" : ":\(port)")\(path)"
    }

    /// Whether a repository is one of them.
    package func matches(_ remote: RemoteURL) -> Bool {
        remote.scheme == scheme && remote.host == host && remote.port == port
            && (path.isEmpty || remote.path == path || remote.path.hasPrefix(path + "/"))
    }
}

extension Settings {
    /// The credential for a repository over HTTPS: the one with the longest path that matches.
    package func gitTokenCredential(for remote: RemoteURL) -> GitTokenCredential? {
        gitTokenCredentials.filter { $0.target.matches(remote) }
            .max { $0.target.path.utf8.count < $1.target.path.utf8.count }
    }
}
