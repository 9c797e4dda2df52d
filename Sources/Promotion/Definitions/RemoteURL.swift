/// The address of a Git repository, as one canonical text: `ssh://git@host:port/path`.
///
/// Two spellings of one repository (`git@host:team/app.git`, `ssh://git@host:22/team/app.git`) are equal, so that one
/// mirror and one writer serve it.
package struct RemoteURL: Sendable, Hashable, Codable, CustomStringConvertible {
    package let user: String
    package let host: String
    package let port: Int
    /// With its leading slash, or `~`-relative (`/~git/app.git`).
    package let path: String

    package var description: String {
        "ssh://\(user)@\(host.contains(":") ? "[\(host)]" : host)\(port == 22 ? "" : ":\(port)")\(path)"
    }

    /// What was wrong with an address, as a sentence.
    package struct SyntaxError: Error, Sendable, Hashable {
        package let message: String
    }

    /// Reads `ssh://user@host[:port]/path` and `user@host:path`.
    ///
    /// Refused: other schemes, control characters and spaces, a host, user or path that starts with `-` (it would be
    /// read as an option by ssh), and `..` in the path.
    package init(_ text: String) throws(SyntaxError) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw SyntaxError(message: "a repository's address has no spaces or control characters")
        }
        var rest = Substring(text)
        let scheme = "ssh://"
        let isURL = rest.hasPrefix(scheme)
        if isURL {
            rest = rest.dropFirst(scheme.count)
        } else if text.contains("://") {
            throw SyntaxError(message: "only ssh:// repositories are supported: ssh://git@host/path.git")
        }
        var user = "git"
        // In `user@host:path` the path may have an `@`, and an address in brackets colons.
        let scp = rest.firstIndex(of: "[") ?? rest.startIndex
        let afterBrackets = rest[scp...].firstIndex(of: "]") ?? rest.startIndex
        let authorityEnd =
            (isURL ? rest.firstIndex(of: "/") : rest[afterBrackets...].firstIndex(of: ":")) ?? rest.endIndex
        if let at = rest[..<authorityEnd].lastIndex(of: "@") {
            user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        guard !user.contains(":") else {
            throw SyntaxError(message: "a password does not belong in an address; name a key under `credentials`")
        }
        var host: String
        if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<close])
            rest = rest[rest.index(after: close)...]
        } else {
            let end = rest.firstIndex { $0 == ":" || $0 == "/" } ?? rest.endIndex
            host = String(rest[..<end])
            rest = rest[end...]
        }
        host = host.lowercased()
        var port = 22
        var path: String
        if isURL {
            if rest.hasPrefix(":") {
                let digits = rest.dropFirst().prefix { $0 != "/" }
                guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
                    (1...65535).contains(number)
                else {
                    throw SyntaxError(message: "the port `\(digits)` is not a number from 1 to 65535")
                }
                port = number
                rest = rest.dropFirst(digits.count + 1)
            }
            path = String(rest)
        } else {
            guard rest.hasPrefix(":") else {
                throw SyntaxError(message: "expected ssh://user@host/path or user@host:path")
            }
            path = String(rest.dropFirst())
            if !path.hasPrefix("/") { path = "/" + path }
        }
        guard path.hasPrefix("/") else { throw SyntaxError(message: "the address names no path") }
        // `//` and `/./` name the same repository, which must have one mirror only.
        let steps = path.split(separator: "/").filter { $0 != "." }
        guard !steps.isEmpty else { throw SyntaxError(message: "the address names no path") }
        guard !steps.contains("..") else { throw SyntaxError(message: "`..` is not allowed in the path") }
        path = "/" + steps.joined(separator: "/")
        guard !host.isEmpty, !user.isEmpty, !host.hasPrefix("-"), !user.hasPrefix("-"), !path.hasPrefix("/-") else {
            throw SyntaxError(message: "user, host and path must not be empty or start with `-`")
        }
        guard host.utf8.allSatisfy({ $0.isHostByte }) else {
            throw SyntaxError(message: "`\(host)` is not a host name or an address")
        }
        self.user = user
        self.host = host
        self.port = port
        self.path = path
    }
}

extension UInt8 {
    fileprivate var isHostByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "%"): true
        default: false
        }
    }
}
