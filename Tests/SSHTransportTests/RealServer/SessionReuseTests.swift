import SSHTransport
import TestServers
import Testing

/// One connection for many services, and when it must be another.
@Suite("A kept session") struct SessionReuseTests {
    private func transport(_ fixture: Fixture) -> any GitTransport {
        SSHTransports().make(fixture.endpoint, identity: fixture.identity, preference: .libssh2)
    }

    @Test("200 services over one connection") func many() throws {
        let fixture = try Fixture()
        let transport = transport(fixture)
        for _ in 0..<200 {
            #expect(try transport.listReferences(fixture.repository, within: .seconds(5)).contains("refs/heads/main"))
            #expect(transport.isIdleSessionOpen)
        }
        #expect(fixture.server.count("Accepted publickey") == 1)
        transport.close()
        #expect(!transport.isIdleSessionOpen)
    }

    @Test("several channels at once on one connection") func concurrent() throws {
        let fixture = try Fixture()
        let transport = transport(fixture)
        let channels = try (0..<5).map { _ in try transport.open(.uploadPack, fixture.repository) }
        for channel in channels.reversed() { #expect(try channel.readAdvertisement().contains("refs/heads/main")) }
        for channel in channels { try channel.write("0000") }
        for channel in channels.shuffled() { #expect(channel.close().exitStatus == 0) }
        #expect(fixture.server.count("Accepted publickey") == 1)
    }

    @Test("a connection that died between two services is replaced silently, once") func killed() throws {
        let fixture = try Fixture()
        let transport = transport(fixture)
        for expected in 1...3 {
            #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
            #expect(fixture.server.count("Accepted publickey") == expected)
            fixture.server.killConnections()
        }
        fixture.server.stop()
        let failure = #expect(throws: TransportFailure.self) { try transport.listReferences(fixture.repository) }
        #expect(failure?.reason == .connectionRefused)
        try fixture.server.start()
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
    }

    @Test("a server that allows one session at a time gets a connection for each") func maxSessions() throws {
        let fixture = try Fixture(configuration: ["MaxSessions 1"])
        let transport = transport(fixture)
        let first = try transport.open(.uploadPack, fixture.repository)
        let second = try transport.open(.receivePack, fixture.repository)
        #expect(try first.read().contains("refs/heads/main"))
        #expect(try second.read().contains("refs/heads/main"))
        try first.write("0000")
        try second.write("0000")
        #expect(first.close().exitStatus == 0)
        #expect(second.close().exitStatus == 0)
        #expect(fixture.server.count("Accepted publickey") == 2)
        // One after the other they still share.
        for _ in 0..<3 { #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main")) }
        #expect(fixture.server.count("Accepted publickey") == 2)
    }

    @Test("a failed service leaves the connection usable") func afterFailure() throws {
        let fixture = try Fixture()
        let transport = transport(fixture)
        for _ in 0..<3 {
            let channel = try transport.open(.uploadPack, "/nowhere.git")
            #expect(throws: TransportFailure.self) { try channel.read() }
            channel.close()
            #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        }
        #expect(fixture.server.count("Accepted publickey") == 1)
    }

    @Test("a channel outlives the transport's close as a failure") func closed() throws {
        let fixture = try Fixture()
        let transport = transport(fixture)
        let channel = try transport.open(.uploadPack, fixture.repository)
        transport.close()
        let failure = #expect(throws: TransportFailure.self) { try channel.read() }
        guard case .connectionLost = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(channel.close().exitStatus == nil)
    }
}
