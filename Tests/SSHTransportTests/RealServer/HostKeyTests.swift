import Foundation
import SSHTransport
import TestServers
import Testing

/// known_hosts against a real sshd: what is refused, by both implementations, and what is said then.
@Suite("known_hosts against a real sshd") struct HostKeyTests {
    static let implementations: [SSHTransports.Preference] = [.libssh2, .openssh]

    /// Connects with these known_hosts lines.
    private func connect(
        _ fixture: Fixture, _ preference: SSHTransports.Preference, _ lines: [String]
    ) throws -> TransportFailure? {
        var identity = fixture.identity
        identity.knownHosts = [
            try fixture.server.directory.write(lines.joined(separator: "\n") + "\n", to: "known hosts")
        ]
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        do {
            _ = try transport.listReferences(fixture.repository)
            return nil
        } catch let failure as TransportFailure {
            return failure
        }
    }

    private func strangersKey(_ type: SSHServer.KeyType = .ed25519) throws -> String {
        try SSHServer(hostKeys: [type]).hostKey(type)
    }

    private func fingerprint(_ server: SSHServer) throws -> String {
        String(
            try run(["ssh-keygen", "-lf", server.directory.file("host_ed25519.pub")]).output.split(separator: " ")[1])
    }

    @Test("another key than the pinned one", arguments: implementations)
    func mismatch(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let failure = try connect(fixture, preference, ["\(fixture.server.knownHostsName) \(try strangersKey())"])
        guard case .hostKeyMismatch(let offered?, _) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(offered.fingerprint == (try fingerprint(fixture.server)))
        #expect(failure?.isTransient == false)
        #expect(fixture.server.count("Accepted publickey") == 0)
    }

    @Test("a server that does not have the pinned type", arguments: [SSHTransports.Preference.libssh2])
    func otherType(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let failure = try connect(
            fixture, preference, ["\(fixture.server.knownHostsName) \(try strangersKey(.ecdsa256))"])
        guard case .hostKeyMismatch(let offered?, let pinned) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(offered.type == "ssh-ed25519")
        #expect(pinned.map(\.type) == ["ecdsa-sha2-nistp256"])
    }

    @Test("an unknown host", arguments: implementations)
    func unknown(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let failure = try connect(fixture, preference, ["example.com \(try fixture.server.hostKey())"])
        guard case .hostKeyUnknown(let offered) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(failure?.description.contains("ssh-keyscan -p \(fixture.server.port)") == true)
        if preference == .libssh2 { #expect(offered?.fingerprint == (try fingerprint(fixture.server))) }
        #expect(fixture.server.count("Accepted publickey") == 0)
    }

    @Test("a revoked key, pinned or not", arguments: implementations, [true, false])
    func revoked(preference: SSHTransports.Preference, isPinned: Bool) throws {
        let fixture = try Fixture()
        let key = try fixture.server.hostKey()
        let pin = isPinned ? ["\(fixture.server.knownHostsName) \(key)"] : []
        let failure = try connect(fixture, preference, pin + ["@revoked * \(key)"])
        guard case .hostKeyRevoked = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(fixture.server.count("Accepted publickey") == 0)
    }

    @Test("a hashed entry", arguments: implementations)
    func hashed(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let path = try fixture.server.knownHosts()
        try run(["ssh-keygen", "-H", "-f", path])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("|1|"))
        #expect(try connect(fixture, preference, [text]) == nil)
    }

    @Test(
        "lines that name the host", arguments: implementations,
        ["NAME", "127.0.0.1", "[127.0.0.?]:*,!example.com", "*"])
    func named(preference: SSHTransports.Preference, pattern: String) throws {
        let fixture = try Fixture()
        let name = pattern == "NAME" ? fixture.server.knownHostsName : pattern
        #expect(
            try connect(fixture, preference, ["# comment", "", "\(name) \(try fixture.server.hostKey()) remark"]) == nil
        )
    }

    @Test("several files and several keys", arguments: implementations)
    func several(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(hostKeys: [.ed25519, .ecdsa256])
        var identity = fixture.identity
        identity.knownHosts = [
            try fixture.server.directory.write("example.com \(try strangersKey())\n", to: "first"),
            try fixture.server.knownHosts([.ecdsa256]),
        ]
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
    }

    @Test("a broken line is an error with its place", arguments: implementations)
    func broken(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let good = "\(fixture.server.knownHostsName) \(try fixture.server.hostKey())"
        let failure = try connect(fixture, preference, [good, "@revoked * ssh-ed25519 AAAA!"])
        guard case .knownHostsInvalid(_, 2, _) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("a certificate authority is for OpenSSH", arguments: SSHTransports.Preference.allCases)
    func certificateAuthority(preference: SSHTransports.Preference) throws {
        let directory = try TemporaryDirectory("ca")
        let authority = directory.file("ca")
        try run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority])
        let certificate = directory.file("host-cert.pub")
        let fixture = try Fixture(configuration: ["HostCertificate \(certificate)"])
        try FileManager.default.copyItem(
            atPath: fixture.server.directory.file("host_ed25519.pub"), toPath: directory.file("host.pub"))
        try run([
            "ssh-keygen", "-q", "-s", authority, "-I", "host", "-h", "-n", "127.0.0.1", directory.file("host.pub"),
        ])
        fixture.server.stop()
        try fixture.server.start()
        let key = try String(contentsOfFile: authority + ".pub", encoding: .utf8)
        let failure = try connect(fixture, preference, ["@cert-authority [127.0.0.1]:* \(key)"])
        guard preference == .libssh2 else {
            #expect(failure == nil)
            return
        }
        guard case .needsOpenSSH(let why) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(why.contains("certificate authority"))
    }
}
