package import Promotion

/// How commits are made, and where mirrors are kept.
package struct GitSettings: Sendable, Hashable {
    /// The folder of the mirrors: a cache, but unsent commits live in it.
    package var mirrors: String
    package var author: GitIdentity
    package var committer: GitIdentity
    /// The first line of a commit's message, of `${pipeline}`, `${environment}` and `${release}`; nil: Sluice's own.
    package var message: Template?
    /// The key that signs commits, in OpenSSH's format.
    package var signingKey: Secret?
}

/// Who a commit is by.
package struct GitIdentity: Sendable, Hashable, CustomStringConvertible {
    package var name: String
    package var email: String

    package var description: String { "\(name) <\(email)>" }
}
