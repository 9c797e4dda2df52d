import Foundation
import GitOverHTTP
import HTTPTransport
import SSHTransport
import TestServers
import Testing

/// Real requests to real backends, which measure deadlines: one after another.
@Suite("Git over HTTP", .serialized)
enum GitOverHTTPTests {}

/// A `git http-backend` with one repository, and a client with a token for it.
struct Fixture {
    static let path = "/team/app.git"
    let server: GitHTTPServer
    let repository: String
    let client: HTTPClient

    init(
        certificates: TestCertificates? = nil, files: [String: String] = ["README": "hello"],
        trick: @escaping GitHTTPServer.Trick = { $1() }
    ) async throws {
        server = try await GitHTTPServer(certificates: certificates, trick: trick)
        repository = try server.makeRepository("team/app.git", files: files)
        client = try HTTPClient()
    }

    func transport(
        token: String? = GitHTTPServer.token, caFile: String? = nil, url: String? = nil
    ) throws -> HTTPGitTransport {
        let credentials = token.flatMap { HTTPGitAccess.Credentials(user: GitHTTPServer.user, token: SSHSecret($0)) }
        return HTTPGitTransport(
            try #require(WebURL(url ?? server.url)),
            access: HTTPGitAccess(credentials: credentials, caFile: caFile, allowPlaintext: true), sender: client)
    }

    func open(
        _ service: GitService = .uploadPack, path: String = Fixture.path, token: String? = GitHTTPServer.token,
        within duration: Duration = .seconds(20), cancellation: Cancellation = Cancellation()
    ) throws -> any GitChannel {
        try transport(token: token).open(
            service, path: path, deadline: .after(duration), cancellation: cancellation)
    }

    /// The failure of opening, or of reading all that comes.
    func failure(
        _ service: GitService = .uploadPack, path: String = Fixture.path, token: String? = GitHTTPServer.token,
        within duration: Duration = .seconds(20)
    ) throws -> TransportFailure? {
        do {
            _ = try open(service, path: path, token: token, within: duration).text()
            return nil
        } catch let failure as TransportFailure {
            return failure
        }
    }

    /// What git says inside the server's repository.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        try run(["git", "-C", repository] + arguments).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension GitChannel {
    /// All that comes until the end.
    func bytes() throws -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return all }
            all += buffer[..<count]
        }
    }

    func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

    func write(_ text: String) throws { try Array(text.utf8).withUnsafeBytes { try write($0) } }
}
