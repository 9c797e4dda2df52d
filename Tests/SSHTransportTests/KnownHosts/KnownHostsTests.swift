import Foundation
import Testing

@testable import SSHTransport

/// known_hosts text against hosts, without a server.
@Suite("known_hosts") struct KnownHostsTests {
    static let ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    static let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJUkN7Yyu1fDNpVZl1rH0yZ0x5v6eZkqQ4W8vM0m5b7a"

    private func known(_ text: String, _ host: String = "git.example.com", _ port: UInt16 = 22) throws -> KnownHosts {
        KnownHosts([try KnownHostsFile(text)], for: try SSHEndpoint(host: host, port: port, user: "git"))
    }

    private func key(_ line: String) throws -> HostKey {
        try #require(Data(base64Encoded: String(line.split(separator: " ")[1])).flatMap { HostKey(blob: Array($0)) })
    }

    @Test(
        "patterns",
        arguments: [
            ("git.example.com", true), ("GIT.example.COM", true), ("*.example.com", true), ("git.*", true), ("*", true),
            ("g?t.example.com", true), ("other.com,git.example.com", true), ("*.example.com,!git.example.com", false),
            ("!git.example.com", false), ("!other.com", false), ("!other.com,*", true), ("example.com", false),
            ("it.example.com", false), ("git.example.co?", true), ("git.example.com?", false), ("*example*git*", false),
            ("[git.example.com]:2222", false), ("git.example.com.", false),
        ])
    func patterns(pattern: String, matches: Bool) throws {
        #expect(try known("\(pattern) \(Self.ed25519)\n").pinned.count == (matches ? 1 : 0))
    }

    @Test(
        "ports",
        arguments: [
            ("[git.example.com]:2222", true), ("[git.example.com]:2223", false), ("[git.example.com]:*", true),
            // As OpenSSH does, the host's own entry speaks for its other ports.
            ("git.example.com", true), ("*", true),
        ])
    func ports(pattern: String, matches: Bool) throws {
        #expect(try known("\(pattern) \(Self.ed25519)\n", "git.example.com", 2222).pinned.count == (matches ? 1 : 0))
    }

    @Test("an entry for the port silences those of the host itself")
    func portWins() throws {
        let text = "git.example.com \(Self.ed25519)\n[git.example.com]:2222 \(Self.other)\n"
        let known = try known(text, "git.example.com", 2222)
        #expect(try known.verdict(on: key(Self.ed25519)) == .mismatch)
        #expect(try known.verdict(on: key(Self.other)) == .trusted)
    }

    @Test("hashed names")
    func hashed() throws {
        let salt = Data((0..<20).map { UInt8($0) }).base64EncodedString()
        // HMAC-SHA1 of `git.example.com` keyed with the bytes 0 to 19, by openssl.
        let text = "|1|\(salt)|\(Self.hash) \(Self.ed25519)\n"
        #expect(try known(text).pinned.count == 1)
        #expect(try known(text, "git2.example.com").pinned.isEmpty)
    }

    static let hash = "5DHGyoq+K/vX4lJK0U2p7IteoFw="

    @Test("verdicts")
    func verdicts() throws {
        let stranger = try key(Self.other)
        let pinned = try key(Self.ed25519)
        #expect(try known("").verdict(on: pinned) == .unknown)
        #expect(try known("git.example.com \(Self.ed25519)").verdict(on: pinned) == .trusted)
        #expect(try known("git.example.com \(Self.ed25519)").verdict(on: stranger) == .mismatch)
        let revoked = "git.example.com \(Self.ed25519)\n@revoked * \(Self.ed25519)\n"
        #expect(try known(revoked).verdict(on: pinned) == .revoked)
        #expect(
            try known("@revoked git.example.com \(Self.ed25519)", "git.example.com", 2222).verdict(on: pinned)
                == .revoked)
        #expect(try known("@revoked other.com \(Self.ed25519)").verdict(on: pinned) == .unknown)
        let authority = try known("@cert-authority *.example.com \(Self.ed25519)")
        #expect(authority.verdict(on: pinned) == .unknown)
        #expect(authority.hasCertificateAuthority)
    }

    @Test("what is skipped")
    func skipped() throws {
        let text =
            "\n# comment\n   \t\n  # indented\ngit.example.com 1024 35 1234567890\ngit.example.com\t\(Self.ed25519)\tremark\r\n"
        #expect(try KnownHostsFile(text).lines.count == 1)
    }

    @Test(
        "what is broken is told with its line",
        arguments: [
            "git.example.com", "git.example.com ssh-ed25519", "@revoke * \(ed25519)", "@revoked \(ed25519)",
            "git.example.com ssh-ed25519 !!!!", "git.example.com ssh-ed25519 AAAA",
            "git.example.com ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
            "|1|x|y \(ed25519)", "|2|AAAA|AAAA \(ed25519)", "a,,b \(ed25519)", ", \(ed25519)", "! \(ed25519)",
        ])
    func broken(line: String) throws {
        let problem = try #require(throws: KnownHostsProblem.self) { try KnownHostsFile("# first\n\(line)\n") }
        #expect(problem.line == 2)
    }
}
