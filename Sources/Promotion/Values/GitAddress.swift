/// Which Git repository is meant, however it is reached: its host and its path, without scheme, user, port and `.git`.
///
/// Hosts take letters of either case for one another in both parts, and so does this: a stranger's repository that differs
/// by case only is at worst looked at early.
package struct GitAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    /// Without slashes at its ends.
    package let path: String

    package var description: String { "\(host)/\(path)" }

    /// Nil where host or path is missing, is longer than 2048 bytes, or has spaces or control characters.
    package init?(host: String, path: String) {
        guard host.utf8.count + path.utf8.count <= 2048,
            (host + path).utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        let steps = path.split(separator: "/").filter { $0 != "." }
        var path = steps.joined(separator: "/").lowercased()
        if path.hasSuffix(".git") { path.removeLast(".git".count) }
        guard !host.isEmpty, !path.isEmpty else { return nil }
        let host = host.lowercased()
        self.host = Self.aliases[host] ?? host
        self.path = path
    }

    package init?(_ remote: RemoteURL) { self.init(host: remote.host, path: remote.path) }

    /// Reads `scheme://user@host:port/path` of any scheme, and `user@host:path`; nil for anything else.
    package init?(_ text: String) {
        var rest = Substring(text)
        if let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { $0 != "/" }
            let path = rest.dropFirst(authority.count).prefix { !"?#".contains($0) }
            self.init(host: Self.host(authority), path: String(path))
        } else {
            let close = rest.firstIndex(of: "]") ?? rest.startIndex
            guard let colon = rest[close...].firstIndex(of: ":") else { return nil }
            self.init(host: Self.host(rest[..<colon]), path: String(rest[rest.index(after: colon)...]))
        }
    }

    /// The same path on another host, whose port does not matter.
    package func on(_ host: String) -> GitAddress? { GitAddress(host: Self.host(host[...]), path: path) }

    /// The hosts that the same repositories are reached at where port 22 is closed.
    private static let aliases = [
        "ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com", "altssh.bitbucket.org": "bitbucket.org",
    ]

    private static func host(_ authority: Substring) -> String {
        let server = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        if server.hasPrefix("["), let close = server.firstIndex(of: "]") {
            return String(server[server.index(after: server.startIndex)..<close])
        }
        return String(server.prefix { $0 != ":" })
    }
}
