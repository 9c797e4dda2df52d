import SSHTransport
import TestServers
import Testing

/// Servers that give one channel to a connection.
@Suite("A server with one channel a connection") struct OneChannelTests {
    @Test("is served with a connection for each service", arguments: OneChannelServer.Manner.allCases)
    func connections(manner: OneChannelServer.Manner) throws {
        let fixture = try Fixture()
        let server = try OneChannelServer(manner)
        let endpoint = try fixture.server.endpoint(port: server.port)
        var identity = fixture.identity
        identity.knownHosts = [try server.knownHosts()]
        let transports = SSHTransports()
        let first = transports.make(endpoint, identity: identity, preference: .libssh2)
        for _ in 0..<4 { #expect(try first.listReferences(fixture.repository).contains("refs/heads/main")) }
        #expect(server.connections == 4)
        #expect(manner == .hangUp || !first.isIdleSessionOpen)
        // What one transport has learned, another to the same server knows.
        let second = transports.make(endpoint, identity: identity, preference: .libssh2)
        for _ in 0..<3 { #expect(try second.listReferences(fixture.repository).contains("refs/heads/main")) }
        #expect(server.connections == 7)
    }

    @Test("works by OpenSSH too", arguments: OneChannelServer.Manner.allCases)
    func openSSH(manner: OneChannelServer.Manner) throws {
        let fixture = try Fixture()
        let server = try OneChannelServer(manner)
        var identity = fixture.identity
        identity.knownHosts = [try server.knownHosts()]
        let transport = SSHTransports().make(
            try fixture.server.endpoint(port: server.port), identity: identity, preference: .openssh)
        for _ in 0..<2 { #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main")) }
    }
}
