import Foundation
import Promotion
import SSHTransport
import TestServers
import Testing

@testable import sluice

@Suite("Credentials of repositories")
struct ConfiguredTransportTests {
    private func failure(credentials: String) throws -> TransportFailure? {
        let folder = try TemporaryDirectory("credentials")
        try folder.write(
            "localhost ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", to: "hosts")
        try folder.write(
            """
            git: { author: { name: Sluice, email: sluice@example.com } }
            credentials: [\(credentials)]
            """, to: "sluice.yaml")
        let live = LiveConfiguration(try PreparedConfiguration(directory: folder.path, environment: [:]))
        let transport = try ConfiguredTransport(
            try RemoteURL("ssh://git@localhost:\(freePort())/app.git"), live, SSHTransports())
        do throws(TransportFailure) {
            _ = try transport.open(
                .uploadPack, path: "/app.git", deadline: .after(.seconds(10)), cancellation: Cancellation())
            return nil
        } catch {
            return error
        }
    }

    @Test("A repository that no credential is for is not connected to")
    func none() throws {
        guard case .authenticationFailed(_, let detail) = try failure(credentials: "")?.reason else {
            Issue.record("it was tried")
            return
        }
        #expect(detail.contains("credentials"))
    }

    @Test("A key that is missing from the environment is named")
    func missing() throws {
        let failure = try failure(
            credentials: "{ for: 'ssh://git@localhost', key: env:NO_SUCH_KEY, knownHosts: hosts }")
        #expect(failure?.description.contains("env:NO_SUCH_KEY") == true, "\(String(describing: failure))")
    }
}
