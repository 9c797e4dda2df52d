import Foundation
import SSHTransport
import TestServers
import Testing

/// What the server's services say and how they end.
@Suite("Git services on a real sshd") struct ServiceTests {
    static let implementations: [SSHTransports.Preference] = [.libssh2, .openssh]

    @Test("a missing repository is the server's own words", arguments: implementations, GitService.allCases)
    func missing(preference: SSHTransports.Preference, service: GitService) throws {
        let fixture = try Fixture()
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        let channel = try transport.open(service, "/nowhere/it's $HOME `id`.git")
        let failure = #expect(throws: TransportFailure.self) { try channel.read() }
        guard case .remoteFailed(128, let words) = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(words.contains("'/nowhere/it's $HOME `id`.git' does not appear to be a git repository"))
        #expect(channel.close().exitStatus == 128)
    }

    @Test("a path that a shell would read is taken as it stands", arguments: implementations)
    func strangePath(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let path = try fixture.server.makeRepository("it's a \"$(touch x)\" & !odd;%h.git", files: ["a": "b"])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        #expect(try transport.listReferences(path).contains("refs/heads/main"))
    }

    @Test("a read-only key may fetch and not push", arguments: implementations)
    func readOnly(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        var identity = fixture.identity
        identity.key = .file(path: try fixture.server.makeKey(readOnly: true))
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        let channel = try transport.open(.receivePack, fixture.repository)
        let failure = #expect(throws: TransportFailure.self) { try channel.read() }
        #expect(
            failure?.reason
                == .remoteFailed(
                    exitStatus: 1, stderr: "ERROR: This deploy key does not have write access to this project.\n"))
        #expect(failure?.isTransient == false)
    }

    @Test("a server that talks without end on standard error is capped", arguments: implementations)
    func chatty(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(configuration: ["ForceCommand head -c 300000 /dev/zero | tr '\\0' e >&2; exit 3"])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        let channel = try transport.open(.uploadPack, fixture.repository)
        let failure = #expect(throws: TransportFailure.self) { try channel.read() }
        #expect(failure?.reason == .remoteFailed(exitStatus: 3, stderr: String(repeating: "e", count: 16384)))
    }

    @Test("both streams mixed arrive whole", arguments: implementations)
    func mixed(preference: SSHTransports.Preference) throws {
        let script = "for i in $(seq 1500); do echo output; echo error >&2; done"
        let fixture = try Fixture(configuration: ["ForceCommand \(script)"])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        for _ in 0..<5 {
            let channel = try transport.open(.uploadPack, fixture.repository)
            var text = ""
            while case let piece = try channel.readOrEnd(), !piece.isEmpty { text += piece }
            #expect(text == String(repeating: "output\n", count: 1500))
            let errors = String(repeating: "error\n", count: 1500)
            #expect(channel.close() == ChannelEnd(exitStatus: 0, errors: errors))
        }
    }

    @Test("both sides may write at once", arguments: implementations)
    func fullDuplex(preference: SSHTransports.Preference) throws {
        // The server sends everything back: with both windows and all buffers full, only reading meanwhile goes on.
        let fixture = try Fixture(configuration: ["ForceCommand printf hello; exec cat"])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        let channel = try transport.open(.uploadPack, fixture.repository)
        let text = String(repeating: "0123456789abcdef", count: 200_000)
        try channel.write(text)
        try channel.finishWriting()
        var echoed = 0
        while case let piece = try channel.readOrEnd(), !piece.isEmpty { echoed += piece.utf8.count }
        #expect(echoed == text.utf8.count + "hello".count)
        #expect(channel.close() == ChannelEnd(exitStatus: 0, errors: ""))
    }

    @Test("a service that ends while we write is told with its words", arguments: implementations)
    func endsWhileWriting(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(configuration: ["ForceCommand printf hello; echo 'disk full' >&2; exit 7"])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        let channel = try transport.open(.uploadPack, fixture.repository)
        #expect(try channel.read() == "hello")
        let text = String(repeating: "x", count: 8_000_000)
        let failure = #expect(throws: TransportFailure.self) { try channel.write(text) }
        guard case .remoteFailed(7, "disk full\n") = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("a service killed by a signal has no exit status", arguments: implementations)
    func killed(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(configuration: ["ForceCommand printf hello; kill -9 $$"])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        let channel = try transport.open(.uploadPack, fixture.repository)
        #expect(try channel.read() == "hello")
        #expect(channel.close().exitStatus == nil)
    }

    @Test("a server that refuses to run anything", arguments: implementations)
    func refuses(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(configuration: ["MaxSessions 0"])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        let failure = #expect(throws: TransportFailure.self) { _ = try transport.open(.uploadPack, fixture.repository) }
        guard case .serviceRefused = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }
}
