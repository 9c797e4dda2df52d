import Foundation
import HTTPTransport
import Promotion
import Registries
import Synchronization
import TestServers
import Testing

@Suite("Tokens")
struct TokenTests {
    /// A registry that wants a token of `realm`, and accepts those that `isValid` does.
    private func registry(
        _ realm: String, isValid: @escaping @Sendable (String) -> Bool = { $0.hasPrefix("t") }
    ) throws -> LyingRegistry {
        try LyingRegistry(tags: ["a"]) { request in
            if let token = request["Authorization"], token.hasPrefix("Bearer "), isValid(String(token.dropFirst(7))) {
                return nil
            }
            return .json(
                #"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#, 401,
                headers: [
                    ("WWW-Authenticate", #"Bearer realm="\#(realm)",service="s",scope="repository:team/app:pull""#)
                ])
        }
    }

    /// A token service whose tokens are numbered.
    private func service(_ answer: @escaping @Sendable (Int) -> String) throws -> TestHTTPServer {
        let count = Mutex(0)
        return try TestHTTPServer { _ in
            .json(
                answer(
                    count.withLock { count in
                        count += 1
                        return count
                    }))
        }
    }

    @Test("are kept until shortly before they expire: 60 s unless the service says otherwise", arguments: [nil, 300])
    func expiry(_ lifetime: Int?) async throws {
        let clock = TestWallClock()
        let service = try service { number in
            #"{"access_token":"t\#(number)"\#(lifetime.map { ",\"expires_in\":\($0)" } ?? "")}"#
        }
        let registry = try registry(service.url)
        let registries = try OCIRegistries(registry.authority, clock: clock)
        let repository = try registry.repository()
        for _ in 0..<3 { #expect(try await registries.tags(of: repository) == ["a"]) }
        #expect(service.requests.count == 1)
        clock.advance(by: Double(lifetime ?? 60) * 0.9 + 1)
        #expect(try await registries.tags(of: repository) == ["a"])
        #expect(service.requests.count == 2)
        #expect(registry.requests.count == 5)
    }

    @Test("many callers share one request for a token")
    func sharing() async throws {
        let service = try service { #"{"token":"t\#($0)"}"# }
        let images = Dictionary(
            uniqueKeysWithValues: (0..<50).map { ("x\($0)", TestImage(created: "2026-01-0\($0 % 9 + 1)T00:00:00Z")) })
        let registry = try LyingRegistry(images: images) { request in
            request["Authorization"] == nil
                ? TestResponse(401, headers: [("WWW-Authenticate", #"Bearer realm="\#(service.url)",service="s""#)])
                : nil
        }
        let registries = try OCIRegistries(registry.authority)
        let repository = try registry.repository()
        try await withThrowingTaskGroup(of: String?.self) { group in
            for tag in images.keys { group.addTask { try await registries.digest(of: tag, in: repository) } }
            for try await digest in group { #expect(digest != nil) }
        }
        #expect(service.requests.count == 1)
    }

    @Test("one that the registry has come to refuse is replaced once")
    func revoked() async throws {
        let service = try service { #"{"token":"t\#($0)"}"# }
        let revoked = Mutex(false)
        let registry = try registry(service.url) { $0 == (revoked.withLock { $0 } ? "t2" : "t1") }
        let registries = try OCIRegistries(registry.authority)
        _ = try await registries.tags(of: try registry.repository())
        revoked.withLock { $0 = true }
        #expect(try await registries.tags(of: try registry.repository()) == ["a"])
        #expect(service.requests.count == 2)
    }

    @Test("a fresh one that is refused is an error at once")
    func refused() async throws {
        let service = try service { #"{"token":"t\#($0)"}"# }
        let registry = try registry(service.url) { _ in false }
        let problem = try #require(await OCIRegistries(registry.authority).listingProblem(registry.repository()))
        #expect(!problem.isTransient)
        #expect(problem.summary.contains("UNAUTHORIZED, authentication required"))
        #expect(registry.requests.count == 2)
        #expect(service.requests.count == 1)
    }

    @Test(
        "a service that gives none is an error",
        arguments: ["{}", #"{"token":""}"#, #"{"token":"a b"}"#, #"{"token":"a\r\nX: y"}"#, "", "<html>", "[]"])
    func none(_ body: String) async throws {
        let service = try TestHTTPServer { _ in .json(body) }
        let registry = try registry(service.url)
        let problem = try #require(await OCIRegistries(registry.authority).listingProblem(registry.repository()))
        #expect(!problem.isTransient)
        #expect(problem.summary.contains("without a token"))
    }

    @Test("credentials are never shown to a token service elsewhere, unless the configuration allows it")
    func otherHost() async throws {
        let service = try service { #"{"token":"t\#($0)"}"# }
        let elsewhere = "localhost:\(service.port)"
        let registry = try registry("http://\(elsewhere)/token")
        let repository = try registry.repository()
        let refused = try OCIRegistries(registry.authority, .settings(user: "robot", password: "s3cret"))
        let problem = try #require(await refused.listingProblem(repository))
        #expect(!problem.isTransient)
        #expect(problem.summary.contains(elsewhere))
        #expect(problem.remedy?.contains(elsewhere) == true)
        #expect(service.requests.isEmpty)
        let allowed = try OCIRegistries(
            registry.authority, .settings(user: "robot", password: "s3cret", tokenHosts: [elsewhere]))
        #expect(try await allowed.tags(of: repository) == ["a"])
        #expect(service.requests.first?["Authorization"]?.hasPrefix("Basic ") == true)
    }

    @Test("without credentials any token service may be asked")
    func anonymousElsewhere() async throws {
        let service = try service { #"{"token":"t\#($0)"}"# }
        let registry = try registry("http://localhost:\(service.port)/token?a=b")
        #expect(try await OCIRegistries(registry.authority).tags(of: try registry.repository()) == ["a"])
        let query = try #require(service.requests.first?.query)
        #expect(query == ["a": "b", "service": "s", "scope": "repository:team/app:pull"])
    }

    @Test(
        "a challenge that cannot be answered is an authentication error",
        arguments: [
            "", "Negotiate", "Bearer service=\"s\"", "Basic realm=\"x\"", "Bearer realm=\"file:///etc/passwd\"",
        ])
    func unanswerable(_ challenge: String) async throws {
        let registry = try LyingRegistry { _ in TestResponse(401, headers: [("WWW-Authenticate", challenge)]) }
        let problem = try #require(await OCIRegistries(registry.authority).listingProblem(registry.repository()))
        #expect(!problem.isTransient)
        #expect(registry.requests.count == 1)
    }

    @Test("Basic is used where the registry offers nothing else, and from then on at once")
    func basic() async throws {
        let registry = try LyingRegistry(tags: ["a"]) { request in
            request["Authorization"] == "Basic cm9ib3Q6czNjcmV0"
                ? nil : TestResponse(401, headers: [("WWW-Authenticate", "Negotiate, Basic realm=\"x\"")])
        }
        let registries = try OCIRegistries(registry.authority, .settings(user: "robot", password: "s3cret"))
        for _ in 0..<3 { #expect(try await registries.tags(of: try registry.repository()) == ["a"]) }
        #expect(registry.requests.count == 4)
    }

    @Test("Docker Hub's API and token service are where they are, not at the name that people write")
    func dockerHub() async throws {
        let hub = FakeHub()
        let registries = OCIRegistries(
            hub, settings: ["docker.io": .settings(user: "robot", password: "s3cret")], cache: NoDetailsCache())
        #expect(try await registries.tags(of: try ImageRepository("nginx")) == ["1.27"])
        #expect(
            hub.asked == [
                "registry-1.docker.io/v2/library/nginx/tags/list - false", "auth.docker.io/token - true",
                "registry-1.docker.io/v2/library/nginx/tags/list - true",
            ])
    }
}

/// Docker Hub's two hosts, as far as one list of tags goes. They cannot be run here.
private final class FakeHub: HTTPSending {
    private let log = Mutex<[String]>([])

    var asked: [String] { log.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let url = WebURL(request.url) else { throw HTTPFailure(.invalidRequest("URL"), request.description) }
        let authorization = request.headers["Authorization"]
        log.withLock { $0.append("\(url.authority)\(url.path) - \(authorization != nil)") }
        if url.host == "auth.docker.io" {
            return HTTPResponse(status: 200, body: Array(#"{"token":"t"}"#.utf8), url: request.url)
        }
        guard authorization == "Bearer t" else {
            let challenge = #"Bearer realm="https://auth.docker.io/token",service="registry.docker.io""#
            return HTTPResponse(status: 401, headers: ["WWW-Authenticate": challenge], url: request.url)
        }
        return HTTPResponse(status: 200, body: Array(#"{"tags":["1.27"]}"#.utf8), url: request.url)
    }
}
