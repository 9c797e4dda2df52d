/// Who makes the commits, and the key that signs them.
package struct GitIdentity: Sendable {
    package var name: String
    package var email: String
    /// Who the commits are committed by; nil: the author.
    package var committer: Person?
    /// Nil: commits are not signed.
    package var signingKey: SigningKey?

    /// A name and an address.
    package struct Person: Sendable, Hashable {
        package var name: String
        package var email: String

        package init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }

    package init(name: String, email: String, committer: Person? = nil, signingKey: SigningKey? = nil) {
        self.committer = committer
        self.name = name
        self.email = email
        self.signingKey = signingKey
    }
}
