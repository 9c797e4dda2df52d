package import Promotion

/// Resolves references to secrets, each time that one is used, so that a rotated file is seen.
package protocol SecretReader: Sendable {
    /// The secret's value. Throws a permanent problem that names the reference, never a value, where it is missing, empty,
    /// larger than 64 KiB or unreadable.
    func read(_ secret: Secret) throws(Problem) -> SecretValue
}

extension SecretReader {
    /// The secret as text, such as a token or a password. Throws like `read`, and where it is no text of one line.
    package func text(_ secret: Secret) throws(Problem) -> String {
        guard let text = try read(secret).text else {
            throw .permanent(
                "The secret \(secret) is not text of one line.", remedy: "Store it as UTF-8 without line breaks.")
        }
        return text
    }
}
