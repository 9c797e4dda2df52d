import Foundation
import Glibc
import SSHTransport
import TestServers
import Testing

/// What only OpenSSH's `ssh` can do.
@Suite("OpenSSH's options against a real sshd") struct OpenSSHOptionTests {
    @Test("jump hosts, one and two, each with its own strict host key", arguments: [1, 2])
    func jump(count: Int) throws {
        let fixture = try Fixture()
        var identity = fixture.identity
        let jumps = try (0..<count).map { _ in try SSHServer() }
        for jump in jumps {
            try jump.authorize(fixture.key + ".pub")
            identity.knownHosts.append(try jump.knownHosts())
        }
        identity.options = try jumps.map { .jumpHost(try $0.endpoint()) }
        let transport = SSHTransports().make(fixture.endpoint, identity: identity)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        for jump in jumps { #expect(jump.count("Accepted publickey") == 1) }

        identity.knownHosts.removeLast()
        let strict = SSHTransports().make(fixture.endpoint, identity: identity)
        let failure = #expect(throws: TransportFailure.self) { try strict.listReferences(fixture.repository) }
        guard case .hostKeyUnknown = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("a jump host that hangs keeps the deadline and leaves no process") func hungJump() throws {
        let fixture = try Fixture()
        var identity = fixture.identity
        let jump = try SSHServer()
        try jump.authorize(fixture.key + ".pub")
        identity.knownHosts.append(try jump.knownHosts())
        identity.options = [.jumpHost(try jump.endpoint())]
        let transport = SSHTransports().make(fixture.endpoint, identity: identity)
        jump.stopListening()
        let start = ContinuousClock.now
        let failure = #expect(throws: TransportFailure.self) {
            try transport.listReferences(fixture.repository, within: .milliseconds(500))
        }
        #expect(failure?.reason == .timedOut(during: .runningOpenSSH))
        #expect(start.duration(to: .now) < .milliseconds(750))
        let left = try run(["pgrep", "-f", "ssh .*-p \(jump.port) "], allowFailure: true).output
        #expect(left == "")
    }

    @Test("a user certificate", arguments: [true, false]) func certificate(isGiven: Bool) throws {
        let directory = try TemporaryDirectory("ca")
        let authority = directory.file("ca")
        try run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority])
        let fixture = try Fixture(configuration: ["TrustedUserCAKeys \(authority).pub"])
        let key = try fixture.unauthorizedKey()
        try run(["ssh-keygen", "-q", "-s", authority, "-I", "tests", "-n", fixture.server.user, key + ".pub"])
        // Beside the key, OpenSSH would find it without being told.
        try FileManager.default.moveItem(atPath: key + "-cert.pub", toPath: directory.file("certificate.pub"))
        var identity = fixture.identity
        identity.key = .file(path: key)
        identity.options = isGiven ? [.certificate(path: directory.file("certificate.pub"))] : []
        let transport = SSHTransports().make(fixture.endpoint, identity: identity)
        if isGiven {
            #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        } else {
            #expect(throws: TransportFailure.self) { try transport.listReferences(fixture.repository) }
        }
    }

    @Test("nothing of a person's configuration is read") func configuration() throws {
        let fixture = try Fixture()
        // The agent has a key that would do, and the identity has not.
        let agent = try SSHAgent(keys: [fixture.key])
        var identity = fixture.identity
        identity.key = .file(path: try fixture.unauthorizedKey())
        setenv("SSH_AUTH_SOCK", agent.socket, 1)
        defer { unsetenv("SSH_AUTH_SOCK") }
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: .openssh)
        let failure = #expect(throws: TransportFailure.self) { try transport.listReferences(fixture.repository) }
        guard case .authenticationFailed = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("paths that its configuration language would read otherwise") func paths() throws {
        let fixture = try Fixture()
        let folder = fixture.server.directory.file("100%h ~d")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: fixture.key, toPath: folder + "/%u key")
        try FileManager.default.copyItem(atPath: fixture.identity.knownHosts[0], toPath: folder + "/known %% hosts")
        var identity = SSHIdentity(key: .file(path: folder + "/%u key"), knownHosts: [folder + "/known %% hosts"])
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: .openssh)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        for name in ["a\"b", "a${HOME}b", "a\\b"] {
            let path = try fixture.server.directory.write("", to: name)
            identity.knownHosts = [path]
            let refused = SSHTransports().make(fixture.endpoint, identity: identity, preference: .openssh)
            let failure = #expect(throws: TransportFailure.self) { try refused.listReferences(fixture.repository) }
            guard case .openSSHUnusable = failure?.reason else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }
}
