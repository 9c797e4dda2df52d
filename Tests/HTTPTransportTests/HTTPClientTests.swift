import HTTPTransport
import TestServers
import Testing

@Suite("HTTP client")
struct HTTPClientTests {
    let client: HTTPClient

    init() throws { client = try HTTPClient() }

    @Test("sends method, headers and body, and brings back status, headers and body")
    func roundTrip() async throws {
        let server = try TestHTTPServer { request in
            TestResponse(201, headers: [("X-Kind", "a"), ("x-kind", "b")], body: request.body.reversed())
        }
        var request = plain("PATCH", server.url + "/a%20b?c=d", body: [1, 2, 3])
        request.headers = ["Content-Type": "application/x-test", "X-Empty": ""]
        let response = try await client.send(request)
        #expect(response.status == 201)
        #expect(response.body == [3, 2, 1])
        #expect(response.headers.all("X-KIND") == ["a", "b"])
        let seen = try #require(server.requests.first)
        #expect(seen.method == "PATCH")
        #expect(seen.target == "/a%20b?c=d")
        #expect(seen["content-type"] == "application/x-test")
        #expect(seen["x-empty"]?.isEmpty == true)
        #expect(seen["accept-encoding"] == "identity")
        #expect(seen["user-agent"] == "sluice")
    }

    @Test("adds no content type and no Expect of its own", arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func noForeignFields(_ method: String) async throws {
        let server = try TestHTTPServer { _ in TestResponse() }
        _ = try await client.send(plain(method, server.url, body: [UInt8](repeating: 65, count: 2 << 20)))
        let seen = try #require(server.requests.first)
        #expect(seen["content-type"] == nil)
        #expect(seen["expect"] == nil)
        #expect(seen.body.count == 2 << 20)
    }

    @Test("a HEAD answer has headers and no body")
    func head() async throws {
        let server = try TestHTTPServer { _ in .text("content") }
        let response = try await client.send(plain("HEAD", server.url))
        #expect(response.headers["content-length"] == "7")
        #expect(response.body.isEmpty)
    }

    @Test("reads chunked bodies", arguments: [1, 7, 4096])
    func chunked(_ size: Int) async throws {
        let body = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        let server = try TestHTTPServer { _ in TestResponse(body: body, delivery: .chunked(size)) }
        #expect(try await client.send(plain(server.url)).body == body)
    }

    @Test("keeps connections for requests that are safe to repeat, and opens a new one for a change")
    func reuse() async throws {
        let server = try TestHTTPServer { _ in .text("ok") }
        for _ in 0..<5 { _ = try await client.send(plain(server.url)) }
        #expect(server.connectionCount == 1)
        _ = try await client.send(plain("POST", server.url))
        #expect(server.connectionCount == 2)
    }

    @Test("carries 2,000 requests at once over a bounded number of connections")
    func many() async throws {
        let server = try TestHTTPServer { request in .text(request.path) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<2000 {
                group.addTask { [client] in
                    try await client.send(plain(server.url + "/\(number)")).body == Array("/\(number)".utf8)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.connectionCount <= 16)
    }

    @Test("refuses plain http unless the request allows it")
    func plaintext() async throws {
        let failure = await client.failure(of: HTTPRequest("GET", "http://127.0.0.1:1/"))
        #expect(failure == HTTPFailure(.plaintextRefused, "GET http://127.0.0.1:1/"))
    }

    @Test(
        "refuses what is no URL of the web",
        arguments: [
            "", "example.com/x", "ftp://example.com/", "file:///etc/passwd", "http://", "http://u:p@h/", "http://[::1/",
        ])
    func invalidURL(_ url: String) async throws {
        let failure = await client.failure(of: plain(url))
        guard case .invalidRequest = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test(
        "refuses methods and headers that would smuggle in more",
        arguments: [
            ("GET x", "A", "b"), ("GET", "A:", "b"), ("GET", "A", "b\r\nC: d"), ("GET", "", "b"), ("GET", "A", "\0"),
        ])
    func smuggling(_ method: String, _ name: String, _ value: String) async throws {
        var request = plain(method, "http://127.0.0.1:1/")
        request.headers.add(name, value)
        let failure = await client.failure(of: request)
        guard case .invalidRequest = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("ends the requests under way when it is shut down, and takes no more")
    func shutdown() async throws {
        let server = try TestHTTPServer { _ in .silence }
        let request = plain(server.url)
        let pending = Task { [client] in await client.failure(of: request) }
        await server.waitForRequests(1)
        await client.shutdown()
        #expect(await pending.value?.reason == .shutDown)
        #expect(await client.failure(of: request)?.reason == .shutDown)
        await client.shutdown()
    }
}
