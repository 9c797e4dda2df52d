import ArgumentParser
import Foundation
import HTTPTransport
import Synchronization
import TestServers
import Testing
import Web

@testable import sluice

@Suite("Client")
struct ClientTests {
    /// Answers as told, and remembers what it was asked.
    private final class Script: HTTPSending {
        let answer: Result<HTTPResponse, HTTPFailure>
        let asked = Mutex<[HTTPRequest]>([])

        init(_ answer: Result<HTTPResponse, HTTPFailure>) { self.answer = answer }

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            asked.withLock { $0.append(request) }
            return try answer.get()
        }
    }

    private func failure(_ answer: Result<HTTPResponse, HTTPFailure>) async -> Failure? {
        let client = APIClient(base: "http://x", token: nil, caFile: nil, http: Script(answer))
        do throws(Failure) {
            let _: VersionBody = try await client.get("api", "v1", "version")
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "The daemon's refusals become exit statuses",
        arguments: [
            (400, Outcome.failed), (401, .notAuthorised), (403, .notAuthorised), (404, .failed), (409, .refused),
            (413, .failed), (429, .notAuthorised), (500, .failed), (503, .failed), (504, .failed),
        ])
    func refusals(status: Int, expected: Outcome) async {
        let body = Array(#"{"error":"Wrong \u001b.","remedy":"Mend it."}"#.utf8)
        let failure = await failure(.success(HTTPResponse(status: status, body: body)))
        #expect(failure == Failure(expected, "Wrong ·.", remedy: "Mend it."))
    }

    @Test("An answer that is not the API's is said to be none", arguments: [200, 302, 502])
    func stranger(status: Int) async {
        let failure = await failure(.success(HTTPResponse(status: status, body: Array("<html>".utf8))))
        #expect(failure?.status == .failed)
    }

    @Test("No answer is its own exit status, and a wrong address another")
    func unreachable() async {
        #expect(await failure(.failure(HTTPFailure(.connectionRefused("no"), "x")))?.status == .unreachable)
        #expect(await failure(.failure(HTTPFailure(.invalidRequest("no URL"), "x")))?.status == .usage)
    }

    @Test("Names are escaped, and the token goes along")
    func request() async throws {
        let script = Script(.success(HTTPResponse(status: 200, body: Array("[]".utf8))))
        let client = APIClient(base: "http://x", token: "secret", caFile: nil, http: script)
        let _: [String] = try await client.get("a b/..?", query: ["q": "1&2=3"])
        let asked = try #require(script.asked.withLock { $0.first })
        #expect(asked.url == "http://x/a%20b%2F..%3F?q=1%262%3D3")
        #expect(asked.headers["Authorization"] == "Bearer secret")
    }

    @Test("Where the daemon is: an option, the environment, sluice.yaml, the usual")
    func address() throws {
        let folder = try TemporaryDirectory("client")
        let none = try ServerOptions.parse([])
        #expect(none.base([:], folder.path) == "http://127.0.0.1:8440")
        try folder.write(
            "listen: 0.0.0.0:9000\ngit: { author: { name: S, email: s@example.com } }\n", to: "sluice.yaml")
        #expect(none.base([:], folder.path) == "http://127.0.0.1:9000")
        #expect(none.base(["SLUICE_SERVER": "https://s/"], folder.path) == "https://s")
        #expect(
            try ServerOptions.parse(["--server", "http://o//"]).base(["SLUICE_SERVER": "https://s"], ".") == "http://o")
        try folder.write("listen: [", to: "sluice.yaml")
        #expect(none.base([:], folder.path) == "http://127.0.0.1:8440")
    }

    @Test("The token is in a file or in the environment")
    func token() throws {
        let folder = try TemporaryDirectory("client")
        let path = try folder.write("from the file\n", to: "token")
        #expect(try ServerOptions.parse([]).token(["SLUICE_TOKEN": "t"]) == "t")
        #expect(try ServerOptions.parse([]).token(["SLUICE_TOKEN": ""]) == nil)
        #expect(try ServerOptions.parse(["--token-file", path]).token(["SLUICE_TOKEN": "t"]) == "from the file")
        #expect(throws: Failure.self) { try ServerOptions.parse(["--token-file", "/nowhere"]).token([:]) }
    }
}
