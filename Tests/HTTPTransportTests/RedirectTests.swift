import HTTPTransport
import TestServers
import Testing

@Suite("Redirects")
struct RedirectTests {
    let client: HTTPClient
    let other: TestHTTPServer
    let server: TestHTTPServer

    init() throws {
        client = try HTTPClient()
        let other = try TestHTTPServer { _ in .text("other") }
        server = try TestHTTPServer { request in
            switch request.path {
            case "/relative": .redirect("target")
            case "/other": .redirect(other.url + "/blob?sig=1", 307)
            case "/loop": .redirect("/loop")
            case "/file": .redirect("file:///etc/passwd")
            case "/userinfo": .redirect(other.url.replacing("http://", with: "http://u:p@"))
            default: .text("here \(request.path)")
            }
        }
        self.other = other
    }

    private func request(_ path: String, _ rule: RedirectRule, method: String = "GET") -> HTTPRequest {
        var request = plain(method, server.url + path)
        request.redirects = rule
        request.headers = [
            "Authorization": "Bearer t", "Cookie": "c", "PRIVATE-TOKEN": "p", "Accept": "text/plain", "User-Agent": "u",
        ]
        return request
    }

    @Test("is the answer unless the request allows to follow it")
    func never() async throws {
        #expect(try await client.send(request("/relative", .never)).status == 302)
        #expect(server.requests.count == 1)
    }

    @Test("is followed on the same origin with every header")
    func sameOrigin() async throws {
        let response = try await client.send(request("/relative", .sameOrigin(limit: 1)))
        #expect(response.body == Array("here /target".utf8))
        #expect(response.url == server.url + "/target")
        #expect(server.requests.last?["authorization"] == "Bearer t")
    }

    @Test("to another origin carries nothing but Accept and User-Agent")
    func otherOrigin() async throws {
        let response = try await client.send(request("/other", .anyOrigin(limit: 1)))
        #expect(response.body == Array("other".utf8))
        let seen = try #require(other.requests.first)
        #expect(seen.target == "/blob?sig=1")
        #expect(seen["accept"] == "text/plain")
        #expect(seen["user-agent"] == "u")
        for name in ["Authorization", "Cookie", "PRIVATE-TOKEN"] { #expect(seen[name] == nil, "\(name)") }
    }

    @Test(
        "is refused where the rule ends",
        arguments: [
            ("/other", RedirectRule.sameOrigin(limit: 5)), ("/loop", .sameOrigin(limit: 5)),
            ("/file", .anyOrigin(limit: 5)),
            ("/userinfo", .anyOrigin(limit: 5)),
        ])
    func refused(_ path: String, _ rule: RedirectRule) async throws {
        let failure = try #require(await client.failure(of: request(path, rule)))
        guard case .redirectRefused = failure.reason else {
            Issue.record("\(failure)")
            return
        }
        #expect(!failure.isTransient)
        #expect(other.requests.isEmpty)
    }

    @Test("never repeats a change elsewhere", arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func changes(_ method: String) async throws {
        let response = try await client.send(request("/other", .anyOrigin(limit: 5), method: method))
        #expect(response.status == 307)
        #expect(other.requests.isEmpty)
    }
}
