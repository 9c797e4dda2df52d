import Crypto
import Foundation
package import Promotion

/// Who may do what: named users by their tokens, with a role for each environment.
///
/// Holds hashes of tokens only.
package struct AccessControl: Sendable {
    private let users: [SHA256Digest: String]
    private let roles: @Sendable (_ user: String, _ environment: String) -> Role?
    private let environments: [String]

    /// - Parameter tokenHashes: the SHA-256 of each user's token, by user, 64 hex digits.
    /// - Parameter roles: a user's highest role in an environment.
    package init(
        tokenHashes: [String: String], environments: [String],
        roles: @escaping @Sendable (_ user: String, _ environment: String) -> Role?
    ) {
        var users: [SHA256Digest: String] = [:]
        for (user, hex) in tokenHashes {
            if let digest = Self.digest(hex: hex) { users[digest] = user }
        }
        self.users = users
        self.environments = environments
        self.roles = roles
    }

    /// The SHA-256 of a token, hex.
    package static func hash(_ token: String) -> String {
        SHA256.hash(data: Data(token.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    /// The user of a token. The token is hashed before it is looked for, so that the time taken says nothing about others'.
    func user(token: String) -> String? { users[SHA256.hash(data: Data(token.utf8))] }

    func role(of user: String, in environment: String) -> Role? { roles(user, environment) }

    /// Whether a user has at least this role in one environment, or, where none is named, in every one.
    func allows(_ user: String, _ role: Role, in environment: String?) -> Bool {
        let asked = environment.map { [$0] } ?? environments
        return asked.allSatisfy { roles(user, $0).map { $0 >= role } ?? false }
    }

    /// Whether a user may see anything at all.
    func seesAnything(_ user: String) -> Bool { environments.contains { roles(user, $0) != nil } }

    private static func digest(hex: String) -> SHA256Digest? {
        var bytes: [UInt8] = []
        var rest = Substring(hex)
        while rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        guard rest.isEmpty, bytes.count == SHA256Digest.byteCount else { return nil }
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: SHA256Digest.self) }
    }
}
