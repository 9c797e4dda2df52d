import HTTPTransport
import Promotion
import Registries
import TestServers
import Testing

@Suite("Listing tags")
struct TagListerTests {
    private static let tags = (0..<250).map { "v\($0)" }

    @Test(
        "follows every page to the end, however small the server makes them",
        arguments: [
            (1000, LyingRegistry.Links.relative), (100, .absolute), (7, .relative), (100, .inner), (1, .absolute),
        ])
    func pages(_ clamp: Int, _ links: LyingRegistry.Links) async throws {
        let registry = try LyingRegistry(tags: Self.tags, clamp: clamp, links: links)
        let listed = try await OCIRegistries(registry.authority).tags(of: try registry.repository())
        #expect(listed == Self.tags)
        #expect(registry.requests.count == (Self.tags.count + clamp - 1) / clamp)
        #expect(registry.requests.first?.query["n"] == "1000")
    }

    @Test("a repository without tags is an empty list", arguments: [#"{"name":"x","tags":null}"#, #"{"tags":[]}"#])
    func empty(_ body: String) async throws {
        let registry = try LyingRegistry { _ in .json(body) }
        #expect(try await OCIRegistries(registry.authority).tags(of: try registry.repository()).isEmpty)
    }

    @Test("keeps each tag once where pages overlap")
    func overlap() async throws {
        let registry = try LyingRegistry { request in
            request.query["last"] == nil
                ? .json(
                    LyingRegistry.list(["a", "b"]), headers: [("Link", "</v2/team/app/tags/list?last=a>; rel=next")])
                : .json(LyingRegistry.list(["b", "c"]))
        }
        #expect(try await OCIRegistries(registry.authority).tags(of: try registry.repository()) == ["a", "b", "c"])
    }

    private static func link(_ target: String, _ tags: [String]) -> TestResponse {
        .json(LyingRegistry.list(tags), headers: [("Link", "<\(target)>; rel=\"next\"")])
    }

    private static let html = "<!DOCTYPE html><title>Log in</title>"

    /// What the server does, what the person reads, and whether it is worth another try.
    static let lies:
        [(name: String, answer: @Sendable (TestRequest) -> TestResponse, words: String, isTransient: Bool)] = [
            ("circle", { _ in link("/v2/team/app/tags/list?n=1000", ["a"]) }, "round in a circle", false),
            (
                "no progress",
                { request in link("/v2/team/app/tags/list?last=\((request.query["last"] ?? "") + "x")", ["a"]) },
                "brought no new tag", false
            ),
            (
                "empty pages",
                { request in link("/v2/team/app/tags/list?last=\((request.query["last"] ?? "") + "x")", []) },
                "in a row were empty", false
            ),
            (
                "other host", { _ in link("http://evil.example/v2/team/app/tags/list?last=a", ["a"]) }, "another host",
                false
            ),
            ("file", { _ in link("file:///etc/passwd", ["a"]) }, "no http or https URL", false),
            ("truncated JSON", { _ in .json(#"{"name":"team/app","tags":["a","#) }, "only a part of it", false),
            ("error as 200", { _ in .json(#"{"errors":[]}"#) }, "not the JSON", false),
            ("HTML", { _ in .text(html, type: "text/html") }, "web page (text/html)", false),
            ("HTML as JSON", { _ in .text(html, type: "application/json") }, "web page", false),
            ("HTML error", { _ in .text(html, 502, type: "text/html") }, "answered 502", true),
            ("cut", { _ in .text(LyingRegistry.list(["a"]), delivery: .truncated(5)) }, "connection ended", true),
            ("reset", { _ in TestResponse(delivery: .cut(reset: true)) }, "connection ended", true),
            ("huge", { _ in .json(String(repeating: " ", count: 200_000)) }, "passed the limit of 100000 bytes", false),
            ("stalled", { _ in .text(LyingRegistry.list(["a"]), delivery: .stalled(3)) }, "gave up after 0.5", true),
            ("silent", { _ in .silence }, "gave up after 0.5", true),
            ("no JSON of tags", { _ in .json(#"{"tags":"a"}"#) }, "not the JSON", false),
            ("wrong elements", { _ in .json(#"{"tags":["a",1]}"#) }, "not the JSON", false),
            ("redirect elsewhere", { _ in .redirect("http://evil.example/") }, "another host", false),
            ("redirect loop", { _ in .redirect("/v2/team/app/tags/list") }, "more than 3", false),
            (
                "missing", { _ in .json(#"{"errors":[{"code":"NAME_UNKNOWN","message":"unknown"}]}"#, 404) },
                "NAME_UNKNOWN", false
            ),
            ("forbidden", { _ in .json(#"{"errors":[{"code":"DENIED","message":"no"}]}"#, 403) }, "DENIED, no", false),
            ("teapot", { _ in TestResponse(418) }, "answered 418", false),
            ("down", { _ in TestResponse(503) }, "answered 503", true),
        ]

    @Test("decides nothing from a list that it cannot read whole", arguments: lies.indices)
    func lie(_ index: Int) async throws {
        let lie = Self.lies[index]
        let registry = try LyingRegistry(lie: lie.answer)
        var limits = RegistryLimits()
        limits.pageBytes = 100_000
        if lie.words.hasPrefix("gave up") { limits.requestDeadline = .milliseconds(500) }
        let registries = try OCIRegistries(registry.authority, limits: limits)
        let problem = try #require(await registries.listingProblem(registry.repository()), "\(lie.name)")
        #expect(problem.summary.contains(lie.words), "\(lie.name): \(problem)")
        #expect(problem.summary.hasPrefix("\(registry.authority)/team/app: listing tags"), "\(lie.name): \(problem)")
        #expect(problem.isTransient == lie.isTransient, "\(lie.name): \(problem)")
    }

    @Test("refuses lists beyond the limits", arguments: ["pages", "tags", "bytes"])
    func limits(_ what: String) async throws {
        let registry = try LyingRegistry(tags: Self.tags, clamp: 10)
        var limits = RegistryLimits()
        switch what {
        case "pages": limits.pages = 24
        case "tags": limits.tags = 249
        default: limits.listBytes = 1000
        }
        let registries = try OCIRegistries(registry.authority, limits: limits)
        let problem = try #require(await registries.listingProblem(registry.repository()))
        #expect(problem.summary.contains("more than"))
        #expect(problem.summary.contains(what))
    }

    @Test("a list that takes too long as a whole is given up, for now")
    func slowList() async throws {
        let clock = TestWallClock()
        let registry = try LyingRegistry(tags: Self.tags, clamp: 10) { _ in
            clock.advance(by: 100)
            return nil
        }
        let registries = try OCIRegistries(registry.authority, clock: clock)
        let problem = try #require(await registries.listingProblem(registry.repository()))
        #expect(problem.isTransient)
        #expect(registry.requests.count == 6)
    }

    @Test("hands on how long the registry wants to be left alone", arguments: [429, 503])
    func retryAfter(_ status: Int) async throws {
        let registry = try LyingRegistry { _ in TestResponse(status, headers: [("Retry-After", "77")]) }
        let problem = try #require(await OCIRegistries(registry.authority).listingProblem(registry.repository()))
        #expect(problem.kind == .transient(retryAfter: 77))
    }

    @Test("refuses plain http unless it is allowed, and says how to allow it")
    func plaintext() async throws {
        let registry = try LyingRegistry(tags: ["a"])
        let problem = try #require(
            await OCIRegistries(registry.authority, RegistrySettings()).listingProblem(registry.repository()))
        #expect(!problem.isTransient)
        #expect(problem.summary.contains("TLS"))
        #expect(registry.requests.isEmpty)
    }

    @Test("one scan serves everybody who asks while it runs")
    func singleFlight() async throws {
        let gate = Gate()
        let registry = try LyingRegistry(tags: Self.tags) { _ in
            gate.wait()
            return nil
        }
        let registries = try OCIRegistries(registry.authority)
        let repository = try registry.repository()
        let first = Task { try await registries.tags(of: repository).count }
        await registry.waitForRequests(1)
        let others = (0..<50).map { _ in Task { try await registries.tags(of: repository).count } }
        let impatient = Task { await registries.listingProblem(repository) }
        impatient.cancel()
        #expect(await impatient.value != nil)
        gate.open()
        for task in others + [first] { #expect(try await task.value == 250) }
        // Those that came after the end have scanned anew; nearly all share the first scan of three pages.
        #expect(registry.requests.count < 30)
    }
}
