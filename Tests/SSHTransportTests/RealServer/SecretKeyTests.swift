import Foundation
import SSHTransport
import TestServers
import Testing

/// Passphrases, keys in memory, and keys that cannot be used.
@Suite("Private keys against a real sshd") struct SecretKeyTests {
    static let implementations: [SSHTransports.Preference] = [.libssh2, .openssh]

    @Test("an encrypted key with its passphrase", arguments: implementations)
    func encrypted(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(passphrase: "it's a \"secret\" $HOME %h")
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
    }

    @Test("a wrong passphrase", arguments: implementations, SSHServer.KeyFormat.allCases)
    func wrongPassphrase(preference: SSHTransports.Preference, format: SSHServer.KeyFormat) throws {
        let fixture = try Fixture()
        var identity = fixture.identity
        let path = try fixture.server.makeKey(.ecdsa256, passphrase: "right", format: format)
        identity.key = .file(path: path, passphrase: SSHSecret("wrong"))
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        let failure = #expect(throws: TransportFailure.self) { try transport.listReferences(fixture.repository) }
        #expect(failure?.reason == .wrongPassphrase(key: path))
        #expect(failure?.isTransient == false)
    }

    @Test("an encrypted key without a passphrase is refused before anything is sent", arguments: implementations)
    func noPassphrase(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        var identity = fixture.identity
        let path = try fixture.server.makeKey(passphrase: "right")
        identity.key = .file(path: path)
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        let failure = #expect(throws: TransportFailure.self) { try transport.listReferences(fixture.repository) }
        #expect(failure?.reason == .keyNeedsPassphrase(key: path))
        #expect(fixture.server.count("Connection from") == 0)
    }

    @Test("a key in memory", arguments: SSHTransports.Preference.allCases, ["", "secret"])
    func memory(preference: SSHTransports.Preference, passphrase: String) throws {
        let fixture = try Fixture(passphrase: passphrase)
        var identity = fixture.identity
        let text = try String(contentsOfFile: fixture.key, encoding: .utf8)
        identity.key = .memory(SSHSecret(text), passphrase: passphrase.isEmpty ? nil : SSHSecret(passphrase))
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
    }

    @Test("a key that the server does not know", arguments: implementations)
    func unknownKey(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        var identity = fixture.identity
        let path = try fixture.unauthorizedKey()
        let fingerprint = try run(["ssh-keygen", "-lf", path]).output.split(separator: " ")[1]
        identity.key = .file(path: path)
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        let failure = #expect(throws: TransportFailure.self) { try transport.listReferences(fixture.repository) }
        guard case .authenticationFailed(let tried, _) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(tried.count == 1 && tried[0].contains(fingerprint))
    }

    @Test("a key that others can read, is missing, or is no key", arguments: implementations)
    func unreadable(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let directory = fixture.server.directory
        let open = try directory.write(
            try String(contentsOfFile: fixture.key, encoding: .utf8), to: "open", mode: 0o644)
        for (path, words) in [
            (open, "chmod 600"), (directory.file("missing"), "No such file"), (directory.path, "not a regular file"),
            (try directory.write("hello", to: "text"), "not a private key"),
        ] {
            var identity = fixture.identity
            identity.key = .file(path: path)
            let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
            let failure = #expect(throws: TransportFailure.self) { try transport.listReferences(fixture.repository) }
            #expect(failure?.description.contains(words) == true && failure?.description.contains(path) == true)
        }
    }

    @Test("a corrupted key", arguments: implementations)
    func corrupted(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        var identity = fixture.identity
        var lines = try String(contentsOfFile: fixture.key, encoding: .utf8).split(separator: "\n").map(String.init)
        lines[4] = String(repeating: "A", count: lines[4].count)
        identity.key = .file(
            path: try fixture.server.directory.write(lines.joined(separator: "\n") + "\n", to: "broken"))
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        let failure = #expect(throws: TransportFailure.self) { try transport.listReferences(fixture.repository) }
        guard case .keyUnreadable = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }
}
