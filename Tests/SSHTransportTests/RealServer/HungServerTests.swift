import Foundation
import SSHTransport
import TestServers
import Testing

/// A server that stops answering, at every stage: the deadline is kept, and a cancel is heard at once.
@Suite("A hung sshd", .serialized) struct HungServerTests {
    static let implementations: [SSHTransports.Preference] = [.libssh2, .openssh]
    static let patience = Duration.milliseconds(500)

    @Test("before the banner", arguments: implementations)
    func banner(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        fixture.server.stopListening()
        let step = try stepWhenLate { try transport.listReferences(fixture.repository, within: Self.patience) }
        #expect(step == (preference == .libssh2 ? .exchangingKeys : .runningOpenSSH))
        fixture.server.resume()
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
    }

    @Test("after any number of bytes in either direction", arguments: implementations, CuttingProxy.Direction.allCases)
    func stalled(preference: SSHTransports.Preference, direction: CuttingProxy.Direction) throws {
        let proxied = try ProxiedFixture()
        let transport = proxied.transport(preference)
        #expect(try transport.listReferences(proxied.repository).contains("refs/heads/main"))
        let total = proxied.proxy.transferred(direction)
        transport.close()
        var steps: Set<TransportFailure.Step> = []
        for part in 0..<6 {
            proxied.proxy.behaviour = .stall(after: total * part / 6, direction)
            steps.insert(
                try stepWhenLate {
                    try proxied.transport(preference).listReferences(proxied.repository, within: Self.patience)
                })
        }
        #expect(steps.contains(preference == .libssh2 ? .exchangingKeys : .runningOpenSSH))
        proxied.proxy.behaviour = .forward
        #expect(try transport.listReferences(proxied.repository).contains("refs/heads/main"))
    }

    @Test("while it looks our key up", arguments: implementations)
    func authentication(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(
            configuration: [
                "AuthorizedKeysCommand /usr/bin/tail -f /dev/null", "AuthorizedKeysCommandUser \(NSUserName())",
            ])
        var identity = fixture.identity
        identity.key = .file(path: try fixture.unauthorizedKey())
        let stranger = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        let step = try stepWhenLate { try stranger.listReferences(fixture.repository, within: Self.patience) }
        #expect(step == (preference == .libssh2 ? .authenticating : .runningOpenSSH))
    }

    @Test("before the service's first word", arguments: implementations)
    func silentService(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(configuration: ["ForceCommand exec tail -f /dev/null"])
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        let step = try stepWhenLate { try transport.listReferences(fixture.repository, within: Self.patience) }
        #expect(step == (preference == .libssh2 ? .reading : .runningOpenSSH))
    }

    @Test("while we read and while we write", arguments: implementations, [true, false])
    func service(preference: SSHTransports.Preference, isWriting: Bool) throws {
        let fixture = try Fixture()
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: preference)
        let channel = try transport.open(.receivePack, fixture.repository)
        try channel.readAdvertisement()
        fixture.server.stopConnections()
        let bytes = [UInt8](repeating: 0x78, count: 16_000_000)
        let step = try stepWhenLate {
            channel.deadline = .after(Self.patience)
            if isWriting { try channel.write(bytes) }
            return try channel.read()
        }
        #expect(step == (isWriting ? .writing : .reading))
        let start = ContinuousClock.now
        #expect(channel.close().exitStatus == nil)
        #expect(start.duration(to: .now) < .milliseconds(250))
        #expect(!transport.isIdleSessionOpen)
    }

    @Test("a kept session that hangs is replaced within the deadline")
    func keptSession() throws {
        let fixture = try Fixture()
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: .libssh2)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        fixture.server.stopConnections()
        #expect(try transport.listReferences(fixture.repository, within: .seconds(2)).contains("refs/heads/main"))
        #expect(fixture.server.count("Accepted publickey") == 2)
    }

    @Test("a cancel wakes whoever waits", arguments: implementations, [0, 500])
    func cancel(preference: SSHTransports.Preference, stalledAfter bytes: Int) throws {
        let proxied = try ProxiedFixture(.stall(after: bytes, .toClient))
        let cancellation = Cancellation()
        let proxy = proxied.proxy
        let cancelled = InBackground {
            let started = proxy.wait(forTransferred: bytes, .toClient) && proxy.wait(forTransferred: 1, .toServer)
            cancellation.cancel()
            return started ? ContinuousClock.now : nil
        }
        let failure = #expect(throws: TransportFailure.self) {
            _ = try proxied.transport(preference).open(.uploadPack, proxied.repository, cancellation: cancellation)
        }
        let end = ContinuousClock.now
        let moment = try #require(cancelled.value)
        guard case .cancelled = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(moment.duration(to: end) < .milliseconds(250))
        #expect(failure?.isTransient == false)
    }

    /// Runs what must not get done in time, checks how long it took, and answers at which step it says it was.
    private func stepWhenLate(_ body: () throws -> String) throws -> TransportFailure.Step {
        let start = ContinuousClock.now
        let failure = try #require(throws: TransportFailure.self) { _ = try body() }
        let elapsed = start.duration(to: .now)
        #expect(elapsed >= Self.patience && elapsed < Self.patience * 3 / 2, "took \(elapsed)")
        #expect(failure.isTransient)
        guard case .timedOut(let step) = failure.reason else { throw failure }
        return step
    }
}
