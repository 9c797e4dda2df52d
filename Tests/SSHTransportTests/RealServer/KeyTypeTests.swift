import TestServers
import Testing

@testable import SSHTransport

/// Every type of user key and of host key, by both implementations.
@Suite("Key types against a real sshd") struct KeyTypeTests {
    @Test("user keys", arguments: SSHServer.KeyType.allCases, SSHTransports.Preference.allCases)
    func userKey(type: SSHServer.KeyType, preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(key: type)
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        if type == .rsa, preference == .libssh2, !LibSSH2.hasModernRSA {
            #expect(needsOpenSSH { try transport.listReferences(fixture.repository) })
        } else {
            #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        }
    }

    @Test("host keys", arguments: SSHServer.KeyType.allCases, SSHTransports.Preference.allCases)
    func hostKey(type: SSHServer.KeyType, preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(hostKeys: [type])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        if type == .rsa, preference == .libssh2, !LibSSH2.hasModernRSA {
            #expect(needsOpenSSH { try transport.listReferences(fixture.repository) })
        } else {
            #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        }
    }

    @Test("the server is asked for the pinned key types only", arguments: SSHServer.KeyType.allCases)
    func pinned(type: SSHServer.KeyType) throws {
        let fixture = try Fixture(hostKeys: [.ed25519, .ecdsa256, .ecdsa384, .ecdsa521, .rsa], pinned: [type])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
    }

    @Test("a server that lacks what libssh2 can prove is spoken to by OpenSSH")
    func fallsBack() throws {
        let fixture = try Fixture(hostKeys: [.rsa])
        var identity = fixture.identity
        // known_hosts has an Ed25519 key too, which the server does not have any more.
        let other = try SSHServer(hostKeys: [.ed25519])
        let line = "\(fixture.server.knownHostsName) \(try other.hostKey())\n"
        identity.knownHosts.append(try fixture.server.directory.write(line, to: "more"))
        let transport = SSHTransports().make(fixture.endpoint, identity: identity)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
    }

    @Test("a private key's formats", arguments: SSHServer.KeyType.allCases, SSHServer.KeyFormat.allCases)
    func formats(type: SSHServer.KeyType, format: SSHServer.KeyFormat) throws {
        // ssh-keygen writes Ed25519 keys in its own format only.
        guard type != .ed25519 || format == .openSSH else { return }
        let fixture = try Fixture()
        for passphrase in ["", "correct horse"] {
            var identity = fixture.identity
            let path = try fixture.server.makeKey(type, passphrase: passphrase, format: format)
            identity.key = .file(path: path, passphrase: passphrase.isEmpty ? nil : SSHSecret(passphrase))
            let transport = SSHTransports().make(fixture.endpoint, identity: identity)
            #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        }
    }

    private func needsOpenSSH(_ body: () throws -> String) -> Bool {
        do {
            _ = try body()
            return false
        } catch let failure as TransportFailure {
            if case .needsOpenSSH = failure.reason { return true }
            return false
        } catch {
            return false
        }
    }
}
