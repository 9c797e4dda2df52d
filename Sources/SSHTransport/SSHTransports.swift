/// Makes the transport for a server; keeps what was learned about servers for all of them.
package final class SSHTransports: Sendable {
    /// Which implementation speaks SSH.
    package enum Preference: String, Sendable, CaseIterable {
        /// libssh2, and OpenSSH's `ssh` for what libssh2 cannot do.
        case automatic
        case libssh2
        case openssh
    }

    private let resolver = Resolver()
    private let memory = ServerMemory()

    package init() {}

    /// A transport for `endpoint`. Does no I/O: files are read, and connections made, by `GitTransport.open`.
    package func make(
        _ endpoint: SSHEndpoint, identity: SSHIdentity, preference: Preference = .automatic
    ) -> any GitTransport {
        let openSSH = OpenSSHTransport(endpoint, identity: identity)
        if preference == .openssh || (preference == .automatic && !identity.options.isEmpty) { return openSSH }
        let own = LibSSH2Transport(endpoint, identity: identity, resolver: resolver, memory: memory)
        return preference == .libssh2 ? own : AutomaticTransport(own, otherwise: openSSH)
    }
}
