/// Who makes the commits, and the key that signs them.
package struct GitIdentity: Sendable {
    package var name: String
    package var email: String
    /// Nil: commits are not signed.
    package var signingKey: SigningKey?

    package init(name: String, email: String, signingKey: SigningKey? = nil) {
        self.name = name
        self.email = email
        self.signingKey = signingKey
    }
}
