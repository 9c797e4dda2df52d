/// Makes the transport for a server; keeps what was learned about servers for all of them.
package final class SSHTransports: Sendable {
    /// Which implementation speaks SSH.
    package enum Preference: String, Sendable, CaseIterable {
        /// libssh2, and OpenSSH's `ssh` for what libssh2 cannot do.
        case automatic
        case libssh2
        case openssh
    }

    package init() {}

    /// A transport for `endpoint`. Does no I/O: files are read, and connections made, by `GitTransport.open`.
    package func make(
        _ endpoint: SSHEndpoint, identity: SSHIdentity, preference: Preference = .automatic
    ) -> any GitTransport {
        LibSSH2Transport(endpoint, identity: identity)
    }
}
