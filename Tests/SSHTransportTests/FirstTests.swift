import SSHTransport
import TestServers
import Testing

@Suite("libssh2 first") struct FirstTests {
    @Test("lists references") func list() throws {
        let fixture = try Fixture()
        let transport = SSHTransports().make(fixture.endpoint, identity: fixture.identity)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        #expect(transport.isIdleSessionOpen)
        #expect(try transport.listReferences(fixture.repository).contains("refs/heads/main"))
        #expect(fixture.server.count("Accepted publickey") == 1)
    }
}
