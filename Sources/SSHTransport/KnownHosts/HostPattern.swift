internal import Crypto
internal import Foundation
internal import Patterns

/// The first field of a known_hosts line: which hosts it speaks of (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
enum HostPattern: Sendable, Equatable {
    /// `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt.
    case hashed(salt: [UInt8], hash: [UInt8])
    /// Comma-separated patterns with `*` and `?`; those with `!` take a host out again.
    case patterns([Pattern])

    struct Pattern: Sendable, Equatable {
        let text: String
        let isNegated: Bool

        /// `*` stands for any run of characters, `?` for one.
        func matches(_ name: String) -> Bool {
            matchesWildcards(
                Array(text.utf8), Array(name.utf8), isAny: { $0 == UInt8(ascii: "*") },
                matches: { $0 == UInt8(ascii: "?") || $0 == $1 })
        }
    }

    /// Nil if the field is malformed.
    init?(_ field: Substring) {
        guard field.hasPrefix("|") else {
            let names = field.split(separator: ",", omittingEmptySubsequences: false)
            guard !names.contains(where: { $0.isEmpty || $0 == "!" }) else { return nil }
            self = .patterns(
                names.map { Pattern(text: $0.drop(while: { $0 == "!" }).lowercased(), isNegated: $0.hasPrefix("!")) })
            return
        }
        let parts = field.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1] == "1", let salt = Data(base64Encoded: String(parts[2])),
            let hash = Data(base64Encoded: String(parts[3])), hash.count == Insecure.SHA1.byteCount
        else { return nil }
        self = .hashed(salt: Array(salt), hash: Array(hash))
    }

    /// Whether it speaks of `name`: `host`, or `[host]:port` for another port than 22; lower case.
    func matches(_ name: String) -> Bool {
        switch self {
        case .hashed(let salt, let hash):
            return HMAC<Insecure.SHA1>.isValidAuthenticationCode(
                hash, authenticating: Array(name.utf8), using: SymmetricKey(data: salt))
        case .patterns(let patterns):
            let matching = patterns.filter { $0.matches(name) }
            return !matching.isEmpty && !matching.contains { $0.isNegated }
        }
    }
}
