import Foundation

/// The address of a Git repository, as one canonical text: `ssh://git@host:port/path`, or `https://host:port/path`.
///
/// Two spellings of one repository (`git@host:team/app.git`, `ssh://git@host:22/team/app.git`) are equal, so that one
/// mirror and one writer serve it.
package struct RemoteURL: Sendable, Hashable, CustomStringConvertible {
    package enum Scheme: String, Sendable, Hashable, Codable {
        case ssh, https, http

        /// Where an address names none.
        package var port: Int {
            switch self {
            case .ssh: 22
            case .https: 443
            case .http: 80
            }
        }
    }

    package let scheme: Scheme
    /// Empty unless the scheme is ssh: over HTTP the credentials say who asks.
    package let user: String
    package let host: String
    package let port: Int
    /// With its leading slash, or over ssh `~`-relative (`/~git/app.git`); over HTTP as it stands in the request.
    package let path: String

    package var description: String { "\(origin)\(path)" }

    /// The address without its path.
    package var origin: String {
        "\(scheme.rawValue)://\(user.isEmpty ? "" : user + "@")\(host.contains(":") ? "[\(host)]" : host)"
            + (port == scheme.port ? "" : ":\(port)")
    }

    /// Whether the host is this machine, by its name.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0.isDigit }
    }

    /// What was wrong with an address, as a sentence.
    package struct SyntaxError: Error, Sendable, Hashable {
        package let message: String
    }

    /// Reads `ssh://user@host[:port]/path`, `user@host:path`, `https://host[:port]/path` and `http://host[:port]/path`.
    ///
    /// Refused: other schemes, control characters and spaces, a host, user or path that starts with `-` (it would be
    /// read as an option by ssh), and `..` in the path. Over HTTP also a user, a query and a fragment.
    package init(_ text: String) throws(SyntaxError) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw SyntaxError(message: "a repository's address has no spaces or control characters")
        }
        let schemes: [Scheme] = [.ssh, .https, .http]
        let scheme = schemes.first { text.hasPrefix("\($0.rawValue)://") }
        guard scheme != nil || !text.contains("://") else {
            throw SyntaxError(
                message: "only ssh:// and https:// repositories are supported, such as ssh://git@host/path.git")
        }
        var rest = scheme.map { text.dropFirst($0.rawValue.utf8.count + 3) } ?? text[...]
        let user = try Self.takeUser(&rest, scheme)
        let host = Self.takeHost(&rest)
        self.scheme = scheme ?? .ssh
        port = (scheme == nil ? nil : try Self.takePort(&rest)) ?? self.scheme.port
        path = try Self.path(rest, scheme)
        guard !host.isEmpty, user?.isEmpty != true, !host.hasPrefix("-"), user?.hasPrefix("-") != true,
            !path.hasPrefix("/-")
        else {
            throw SyntaxError(message: "user, host and path must not be empty or start with `-`")
        }
        guard host.utf8.allSatisfy({ $0.isHostByte }) else {
            throw SyntaxError(message: "`\(host)` is not a host name or an address")
        }
        self.user = self.scheme == .ssh ? user ?? "git" : ""
        self.host = host
    }

    private static func takeUser(_ rest: inout Substring, _ scheme: Scheme?) throws(SyntaxError) -> String? {
        // In `user@host:path` the path may have an `@`, and an address in brackets colons.
        let brackets = rest.firstIndex(of: "[") ?? rest.startIndex
        let afterBrackets = rest[brackets...].firstIndex(of: "]") ?? rest.startIndex
        let end =
            (scheme != nil ? rest.firstIndex(of: "/") : rest[afterBrackets...].firstIndex(of: ":")) ?? rest.endIndex
        guard let at = rest[..<end].lastIndex(of: "@") else { return nil }
        let user = String(rest[..<at])
        rest = rest[rest.index(after: at)...]
        guard scheme == nil || scheme == .ssh else {
            throw SyntaxError(
                message: "an address over HTTP has no user and no token; name them under `credentials`")
        }
        guard !user.contains(":") else {
            throw SyntaxError(message: "a password does not belong in an address; name a key under `credentials`")
        }
        return user
    }

    private static func takeHost(_ rest: inout Substring) -> String {
        if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
            defer { rest = rest[rest.index(after: close)...] }
            return rest[rest.index(after: rest.startIndex)..<close].lowercased()
        }
        let end = rest.firstIndex { $0 == ":" || $0 == "/" } ?? rest.endIndex
        defer { rest = rest[end...] }
        return rest[..<end].lowercased()
    }

    private static func takePort(_ rest: inout Substring) throws(SyntaxError) -> Int? {
        guard rest.hasPrefix(":") else { return nil }
        let digits = rest.dropFirst().prefix { $0 != "/" }
        guard digits.utf8.allSatisfy(\.isDigit), let number = Int(digits), (1...65535).contains(number) else {
            throw SyntaxError(message: "the port `\(digits)` is not a number from 1 to 65535")
        }
        rest = rest.dropFirst(digits.count + 1)
        return number
    }

    private static func path(_ rest: Substring, _ scheme: Scheme?) throws(SyntaxError) -> String {
        var path = String(rest)
        if scheme == nil {
            guard rest.hasPrefix(":") else {
                throw SyntaxError(message: "expected ssh://user@host/path, user@host:path or https://host/path")
            }
            path = String(rest.dropFirst())
            if !path.hasPrefix("/") { path = "/" + path }
        }
        guard path.hasPrefix("/") else { throw SyntaxError(message: "the address names no path") }
        let isWeb = scheme == .https || scheme == .http
        guard !isWeb || path.utf8.allSatisfy(\.isPathByte) else {
            throw SyntaxError(
                message:
                    "the path of an address over HTTP has letters, digits and -._~!$&'()*+,;=:@, and %XX for others")
        }
        // `//` and `/./` name the same repository, which must have one mirror only.
        let steps = path.split(separator: "/").filter { $0 != "." }
        guard !steps.isEmpty else { throw SyntaxError(message: "the address names no path") }
        let isClimbing = steps.contains {
            let step = isWeb ? $0.lowercased().replacing("%2e", with: ".") : String($0)
            return step == ".." || isWeb && step == "."
        }
        guard !isClimbing else { throw SyntaxError(message: "`..` is not allowed in the path") }
        return "/" + steps.joined(separator: "/")
    }
}

extension RemoteURL: Codable {
    private enum CodingKeys: CodingKey { case scheme, user, host, port, path }

    /// Without a scheme it is ssh: states of before there was another one have none.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scheme = try container.decodeIfPresent(Scheme.self, forKey: .scheme) ?? .ssh
        user = try container.decode(String.self, forKey: .user)
        host = try container.decode(String.self, forKey: .host)
        port = try container.decode(Int.self, forKey: .port)
        path = try container.decode(String.self, forKey: .path)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if scheme != .ssh { try container.encode(scheme, forKey: .scheme) }
        try container.encode(user, forKey: .user)
        try container.encode(host, forKey: .host)
        try container.encode(port, forKey: .port)
        try container.encode(path, forKey: .path)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isHostByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "%"): true
        default: isDigit
        }
    }

    /// What may stand in a URL's path as it is (RFC 3986, 3.3), the slash and the beginning of an escape included.
    fileprivate var isPathByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: isDigit || "/%-._~!$&'()*+,;=:@".utf8.contains(self)
        }
    }
}
