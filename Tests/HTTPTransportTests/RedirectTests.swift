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
            case "/moved": .redirect("/target", 308)
            case "/found": .redirect("/target", 302)
            case "/round": .redirect("/round", 307)
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

    @Test("takes a change along where it is told to, with its body", arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func changesAlong(_ method: String) async throws {
        var request = request("/moved", .sameOriginWithChanges(limit: 1), method: method)
        request.body = Array("x=1".utf8)
        #expect(try await client.send(request).body == Array("here /target".utf8))
        #expect(server.requests.map(\.method) == [method, method])
        #expect(server.requests.last?.body == Array("x=1".utf8))
        #expect(server.requests.last?["authorization"] == "Bearer t")
    }

    @Test(
        "is a change's answer where it says nothing of the method, leads elsewhere, or goes round",
        arguments: [("/found", 302, 1), ("/other", 307, 1), ("/round", 307, 4)])
    func changesStay(_ path: String, _ status: Int, _ requests: Int) async throws {
        let response = try await client.send(request(path, .sameOriginWithChanges(limit: 3), method: "POST"))
        #expect(response.status == status)
        #expect(server.requests.count == requests)
        #expect(other.requests.isEmpty)
    }

    @Test("of a change has no deadline of its own")
    func oneDeadline() async throws {
        let slow = try TestHTTPServer { request in
            request.path == "/" ? .redirect("/end", 307) : .silence
        }
        var request = plain("POST", slow.url + "/")
        request.redirects = .sameOriginWithChanges(limit: 1)
        request.deadline = .milliseconds(400)
        let failure = try #require(await client.failure(of: request))
        guard case .timedOut = failure.reason else {
            Issue.record("\(failure)")
            return
        }
        #expect(slow.requests.count <= 2)
    }
}
