package import Promotion

/// How commits are made, and where mirrors are kept.
package struct GitSettings: Sendable, Hashable {
    /// The folder of the mirrors: a cache, but unsent commits live in it.
    package var mirrors: String
    package var author: GitIdentity
    package var committer: GitIdentity
    /// The first line of a commit's message, of `${pipeline}`, `${environment}` and `${release}`; nil: Sluice's own.
    package var message: Template?
    /// Nil: commits are not signed.
    package var signing: CommitSigning?
}

/// The key that signs commits.
package enum CommitSigning: Sendable, Hashable {
    /// A private key in OpenSSH's or PEM format, and what it is encrypted with.
    case key(Secret, passphrase: Secret?)
    /// One that the agent at `SSH_AUTH_SOCK` has; the absolute path of its `.pub` file.
    case agent(publicKey: String)
}

/// Who a commit is by.
package struct GitIdentity: Sendable, Hashable, CustomStringConvertible {
    package var name: String
    package var email: String

    package var description: String { "\(name) <\(email)>" }
}
