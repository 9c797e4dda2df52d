import Crypto
import Foundation
package import Promotion

/// Who may do what: named users by their tokens, with a role for each environment.
///
/// Holds hashes of tokens only.
package struct AccessControl: Sendable {
    /// A role of one user, in some environments or, where `environments` is nil, everywhere.
    package struct Grant: Sendable, Hashable {
        package var user: String
        package var role: Role
        package var environments: Set<String>?

        package init(user: String, role: Role, environments: Set<String>? = nil) {
            self.user = user
            self.role = role
            self.environments = environments
        }
    }

    private let users: [(digest: SHA256Digest, name: String)]
    private let grants: [String: [Grant]]
    let environments: [String]

    /// - Parameter tokenHashes: the SHA-256 of each user's token, by user, 64 hex digits; what is no hash lets nobody in.
    /// - Parameter environments: every one that there is.
    package init(tokenHashes: [String: String], environments: [String], grants: [Grant]) {
        users = tokenHashes.sorted { $0.key < $1.key }.compactMap { user, hex in
            Self.digest(hex: hex).map { ($0, user) }
        }
        self.environments = environments.sorted()
        self.grants = Dictionary(grouping: grants, by: \.user)
    }

    /// The SHA-256 of a token, 64 lower-case hex digits.
    package static func hash(_ token: String) -> String {
        SHA256.hash(data: Data(token.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    /// The user of a token.
    ///
    /// Every user's hash is compared, each in constant time, so that the time taken tells nothing of anybody's token.
    func user(token: String) -> String? {
        let asked = SHA256.hash(data: Data(token.utf8))
        var found: String?
        for user in users where user.digest == asked { found = user.name }
        return found
    }

    /// A user's highest role in an environment.
    func role(of user: String, in environment: String) -> Role? {
        grants[user]?.filter { $0.environments?.contains(environment) ?? true }.map(\.role).max()
    }

    /// Whether a user has at least this role in an environment.
    func allows(_ user: String, _ role: Role, in environment: String) -> Bool {
        self.role(of: user, in: environment).map { $0 >= role } ?? false
    }

    /// Whether a user has at least this role everywhere: by a grant for all environments, or by one in each that there is.
    func allowsEverywhere(_ user: String, _ role: Role) -> Bool {
        if grants[user]?.contains(where: { $0.environments == nil && $0.role >= role }) ?? false { return true }
        return !environments.isEmpty && environments.allSatisfy { allows(user, role, in: $0) }
    }

    /// Whether a user has any role anywhere.
    func isMember(_ user: String) -> Bool { grants[user] != nil }

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
