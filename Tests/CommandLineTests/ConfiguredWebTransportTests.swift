import Foundation
import HTTPTransport
import Promotion
import SSHTransport
import TestServers
import Testing

@testable import sluice

@Suite("Tokens of repositories", .serialized)
struct ConfiguredWebTransportTests {
    private let folder: TemporaryDirectory
    /// Answers what it was shown, as a refusal.
    private let server: TestHTTPServer

    init() throws {
        folder = try TemporaryDirectory("tokens")
        server = try TestHTTPServer { _ in .text("no", 403) }
    }

    private func transport(credentials: String) throws -> ConfiguredWebTransport {
        try folder.write(
            """
            git: { author: { name: Sluice, email: sluice@example.com } }
            credentials: [\(credentials)]
            """, to: "sluice.yaml")
        let live = LiveConfiguration(
            try PreparedConfiguration(directory: folder.path, environment: ["GOOD": "from the environment"]))
        return try ConfiguredWebTransport(try RemoteURL(server.url + "/team/app.git"), live, http: try HTTPClient())
    }

    private func open(_ transport: ConfiguredWebTransport) throws -> TransportFailure? {
        do throws(TransportFailure) {
            _ = try transport.open(
                .uploadPack, path: "/team/app.git", deadline: .after(.seconds(10)), cancellation: Cancellation())
            return nil
        } catch {
            return error
        }
    }

    /// Who the server was told that we are, by each request.
    private var shown: [String] {
        server.requests.map { request in
            let field = request["Authorization"] ?? ""
            let bytes = Data(base64Encoded: String(field.dropFirst("Basic ".count))) ?? Data()
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test("A token is sent with the host's usual user, or with the one that is named")
    func users() throws {
        _ = try open(transport(credentials: "{ for: '\(server.url)', token: env:GOOD }"))
        _ = try open(transport(credentials: "{ for: '\(server.url)/team', username: robot, password: env:GOOD }"))
        #expect(shown == ["oauth2:from the environment", "robot:from the environment"])
    }

    @Test("A token that was rotated is used from then on")
    func rotated() throws {
        try folder.write("first\n", to: "token")
        let transport = try transport(credentials: "{ for: '\(server.url)', token: file:token }")
        _ = try open(transport)
        try folder.write("second", to: "token")
        _ = try open(transport)
        #expect(shown == ["oauth2:first", "oauth2:second"])
    }

    @Test("A token that is missing is named, and nothing is asked without it")
    func missing() throws {
        let failure = try open(transport(credentials: "{ for: '\(server.url)', token: env:NO_SUCH_TOKEN }"))
        #expect(failure?.description.contains("env:NO_SUCH_TOKEN") == true, "\(String(describing: failure))")
        #expect(failure?.isTransient == false)
        #expect(server.requests.isEmpty)
    }

    @Test("A token for another place is not sent here")
    func elsewhere() throws {
        let other = server.url.replacing("127.0.0.1", with: "localhost")
        _ = try open(transport(credentials: "{ for: '\(other)', token: env:GOOD }"))
        _ = try open(transport(credentials: "{ for: '\(server.url)/other', token: env:GOOD }"))
        #expect(shown == ["", ""])
    }
}
