/// A repository on an SSH server, as people write it.
///
/// Both of Git's forms (git-clone(1), GIT URLS): `ssh://[user@]host[:port]/path` (also `git+ssh`, `ssh+git`), percent
/// escapes decoded, `/~user/path` relative to a home folder; and `[user@]host:path`, which is relative to the home folder
/// unless it starts with a slash. The user must be named, by the text or by `defaultUser`.
package struct SSHRemote: Sendable, Hashable, CustomStringConvertible {
    package let endpoint: SSHEndpoint
    /// What the server's service is given: absolute, relative to the home folder, or beginning with `~`.
    package let path: String

    package init(endpoint: SSHEndpoint, path: String) throws(SSHRemoteProblem) {
        guard !path.isEmpty, path.utf8.count <= 4096 else {
            throw SSHRemoteProblem("the repository's path is empty or longer than 4096 bytes")
        }
        guard path.utf8.first != UInt8(ascii: "-") else {
            throw SSHRemoteProblem("the repository's path `\(path.escaped)` starts with a dash")
        }
        guard path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw SSHRemoteProblem("the repository's path `\(path.escaped)` has a control character")
        }
        self.endpoint = endpoint
        self.path = path
    }

    package init(_ text: String, defaultUser: String? = nil) throws(SSHRemoteProblem) {
        for scheme in ["ssh://", "git+ssh://", "ssh+git://"] where text.hasPrefix(scheme) {
            self = try Self.url(text.dropFirst(scheme.count), defaultUser)
            return
        }
        guard !text.contains("://") else {
            throw SSHRemoteProblem(
                "`\(text.escaped)` is not an SSH address; allowed are ssh://user@host/path and user@host:path")
        }
        self = try Self.scpLike(text[...], defaultUser)
    }

    package var description: String { "\(endpoint)/\(path)" }

    private static func url(_ rest: Substring, _ defaultUser: String?) throws(SSHRemoteProblem) -> SSHRemote {
        guard let slash = rest.firstIndex(of: "/"), rest.index(after: slash) < rest.endIndex else {
            throw SSHRemoteProblem("`ssh://\(String(rest).escaped)` names no repository after the host")
        }
        let endpoint = try endpoint(rest[..<slash], defaultUser)
        guard let decoded = String(rest[slash...]).percentDecoded else {
            throw SSHRemoteProblem(
                "`\(String(rest[slash...]).escaped)` has a percent escape that is not UTF-8 in hexadecimal")
        }
        return try SSHRemote(endpoint: endpoint, path: decoded.hasPrefix("/~") ? String(decoded.dropFirst()) : decoded)
    }

    private static func scpLike(_ text: Substring, _ defaultUser: String?) throws(SSHRemoteProblem) -> SSHRemote {
        // An IPv6 address stands in brackets, so that the first colon after them ends the host.
        let searched = text.firstIndex(of: "]").map { text[$0...] } ?? text
        guard let colon = searched.firstIndex(of: ":"), !text[..<colon].contains("/") else {
            throw SSHRemoteProblem(
                "`\(String(text).escaped)` is not an SSH address; allowed are ssh://user@host/path and user@host:path")
        }
        let (user, host) = split(text[..<colon])
        let path = String(text[text.index(after: colon)...])
        return try SSHRemote(endpoint: named(user ?? defaultUser, String(host.unbracketed), 22), path: path)
    }

    private static func endpoint(_ authority: Substring, _ defaultUser: String?) throws(SSHRemoteProblem) -> SSHEndpoint
    {
        let (user, hostAndPort) = split(authority)
        guard user?.contains(":") != true else {
            throw SSHRemoteProblem("a password in an SSH address is never used: take it out")
        }
        let searched = hostAndPort.firstIndex(of: "]").map { hostAndPort[$0...] } ?? hostAndPort
        guard let colon = searched.firstIndex(of: ":") else {
            return try named(user ?? defaultUser, String(hostAndPort.unbracketed), 22)
        }
        let digits = hostAndPort[hostAndPort.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
            throw SSHRemoteProblem("`\(String(digits).escaped)` is not a port")
        }
        return try named(user ?? defaultUser, String(hostAndPort[..<colon].unbracketed), port)
    }

    private static func named(_ user: String?, _ host: String, _ port: UInt16) throws(SSHRemoteProblem) -> SSHEndpoint {
        guard let user else { throw SSHRemoteProblem("the address names no user, as in `git@\(host.escaped)`") }
        return try SSHEndpoint(host: host, port: port, user: user)
    }

    private static func split(_ authority: Substring) -> (user: String?, rest: Substring) {
        guard let at = authority.lastIndex(of: "@") else { return (nil, authority) }
        return (String(authority[..<at]), authority[authority.index(after: at)...])
    }
}

/// Why a text is not the address of a repository on an SSH server; a sentence for a person.
package struct SSHRemoteProblem: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
