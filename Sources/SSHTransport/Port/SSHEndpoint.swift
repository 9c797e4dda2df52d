/// One user on one SSH server.
package struct SSHEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// A name or a numeric address, without brackets.
    package let host: String
    package let port: UInt16
    package let user: String

    /// Throws where a part could be read as something else by a program or a shell further down.
    package init(host: String, port: UInt16 = 22, user: String) throws(SSHRemoteProblem) {
        guard !host.isEmpty, host.utf8.count <= 255, host.utf8.first != UInt8(ascii: "-"),
            host.utf8.allSatisfy(Self.isHostByte)
        else { throw SSHRemoteProblem("`\(host.escaped)` is not a host name or address") }
        guard !user.isEmpty, user.utf8.count <= 128, user.utf8.first != UInt8(ascii: "-"),
            user.utf8.allSatisfy(Self.isUserByte)
        else { throw SSHRemoteProblem("`\(user.escaped)` is not a user name") }
        guard port > 0 else { throw SSHRemoteProblem("0 is not a port") }
        self.host = host.lowercased()
        self.port = port
        self.user = user
    }

    /// As known_hosts writes a host: `git.example.com`, or `[git.example.com]:2222` for another port than 22.
    package var knownHostsName: String { port == 22 ? host : "[\(host)]:\(port)" }

    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(user)@\(name):\(port)"
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        // Percent is the zone of a link-local IPv6 address (RFC 6874), colons are IPv6, underscores exist in DNS.
        isAlphanumeric(byte) || "-._:%".utf8.contains(byte)
    }

    private static func isUserByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-._+@~%=,\\".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
