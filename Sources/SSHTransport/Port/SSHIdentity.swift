/// Who we are for a server, and how we know that it is the right server.
package struct SSHIdentity: Sendable {
    /// Where the private key is.
    package enum Key: Sendable {
        /// A file in OpenSSH or PEM format. As with OpenSSH, a file of ours that others can read is refused.
        case file(path: String, passphrase: SSHSecret? = nil)
        /// The text of such a file.
        case memory(SSHSecret, passphrase: SSHSecret? = nil)
        /// An agent at `socket` (nil: `$SSH_AUTH_SOCK`); `publicKey`, a line as in a `.pub` file, chooses one of its
        /// keys, and nil tries all of them.
        case agent(socket: String? = nil, publicKey: String? = nil)
    }

    package var key: Key
    /// Absolute paths of known_hosts files; a server must be named in one of them. All are read at each connection.
    package var knownHosts: [String]
    /// What only OpenSSH's `ssh` can do; any of them chooses that implementation.
    package var options: [OpenSSHOption]

    package init(key: Key, knownHosts: [String], options: [OpenSSHOption] = []) {
        self.key = key
        self.knownHosts = knownHosts
        self.options = options
    }
}

/// What OpenSSH's `ssh` can do and libssh2 cannot.
package enum OpenSSHOption: Sendable, Hashable {
    /// Connect through this host, with the same key and the same known_hosts files.
    case jumpHost(SSHEndpoint)
    /// A user certificate for the key, as `ssh-keygen -s` makes it.
    case certificate(path: String)
    /// The library that speaks to a hardware key (`SecurityKeyProvider`).
    case securityKeyProvider(path: String)
}

/// A text that no description, log or dump shows.
package struct SSHSecret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
