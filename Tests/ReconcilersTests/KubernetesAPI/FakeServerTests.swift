import Foundation
import PortsTestKit
import Promotion
import Synchronization
import TestServers
import Testing

@testable import Reconcilers

@Suite("The Kubernetes client at a server that behaves badly")
struct FakeServerTests {
    private func client(_ server: TestHTTPServer, deadline: TimeInterval = 30) throws -> KubernetesClient {
        let text = """
            current-context: c
            clusters: [ { name: x, cluster: { server: "\(server.url)" } } ]
            users: [ { name: u, user: { token: secret-token } } ]
            contexts: [ { name: c, context: { cluster: x, user: u } } ]
            """
        return try TestCluster.client(TemporaryFiles.shared.write(text), deadline: deadline)
    }

    private static func event(_ type: String, _ name: String, _ version: Int) -> String {
        #"{"type":"\#(type)","object":{"metadata":{"name":"\#(name)","resourceVersion":"\#(version)"}}}"# + "\n"
    }

    private static let gone = #"""
        {"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","message":"too old","code":410}}

        """#

    private static func list(_ name: String, _ version: Int, token: String = "") -> TestResponse {
        .json(
            #"{"metadata":{"resourceVersion":"\#(version)","continue":"\#(token)"},"items":[{"metadata":{"name":"\#(name)"}}]}"#
        )
    }

    @Test("410 in the middle of a watch means: list again, and watch from there")
    func goneInTheMiddle() async throws {
        let watches = Mutex(0)
        let server = try TestHTTPServer { request in
            guard request.query["watch"] == "true" else { return Self.list("x", watches.withLock { $0 * 100 + 10 }) }
            let count = watches.withLock { count in
                count += 1
                return count
            }
            let body =
                count == 1
                ? Self.event("MODIFIED", "x", 11) + Self.event("BOOKMARK", "", 15) + Self.gone
                : Self.event("MODIFIED", "x", 111) + Self.event("MODIFIED", "done", 112)
            // In pieces of seven bytes: lines do not come whole.
            return TestResponse(200, body: Array(body.utf8), delivery: .chunked(7))
        }
        let found = try await client(server).wait(
            for: .configMaps, namespace: "n", name: "done", within: .seconds(20)
        ) { _ in true }
        #expect(found.resourceVersion == "112")
        let asked = server.requests.map {
            $0.query["watch"] == "true" ? "watch \($0.query["resourceVersion"] ?? "")" : "list"
        }
        #expect(asked == ["list", "watch 10", "list", "watch 110"])
    }

    @Test("410 in the middle of a stream that is followed: what has changed unseen is told, and it goes on from there")
    func goneWhileFollowed() async throws {
        let watches = Mutex(0)
        let server = try TestHTTPServer { request in
            let count = watches.withLock { count in
                if request.query["watch"] == "true" { count += 1 }
                return count
            }
            guard request.query["watch"] == "true" else {
                let (x, y) = (count == 0 ? 5 : 12, 6)
                return .json(
                    #"{"metadata":{"resourceVersion":"\#(count * 100 + 10)"},"items":["#
                        + #"{"metadata":{"name":"x","resourceVersion":"\#(x)"}},"#
                        + #"{"metadata":{"name":"y","resourceVersion":"\#(y)"}}]}"#)
            }
            guard count == 1 else { return .silence }
            let body = Self.event("MODIFIED", "other", 11) + Self.event("BOOKMARK", "", 15) + Self.gone
            return TestResponse(200, body: Array(body.utf8), delivery: .chunked(7))
        }
        let news = Recorder<Set<StageID>>()
        let told = ClusterWatches(news: { news.append($0) })
        let client = try client(server)
        var stages: [StageID] = []
        for (name, version) in [("x", "5"), ("y", "6")] {
            var request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
            request.stage = StageID(pipeline: name, environment: "prod")
            request.promotion = PromotionID(stage: request.stage, release: request.release.id, previous: nil)
            let object = WatchedObject(resource: .configMaps, namespace: nil, name: name, version: version)
            await told.follow(request, [object], with: client)
            stages.append(request.stage)
        }
        await news.wait(for: 1)
        #expect(news.values == [[stages[0]]])
        try await eventually { server.requests.count == 4 }
        let asked = server.requests.map {
            $0.query["watch"] == "true" ? "watch \($0.query["resourceVersion"] ?? "")" : "list"
        }
        #expect(asked == ["list", "watch 10", "list", "watch 110"])
        #expect(server.requests.allSatisfy { $0["Accept"]?.contains("as=PartialObjectMetadata") == true })
    }

    @Test("a connection that is cut goes on from the last version that was told")
    func cut() async throws {
        let watches = Mutex(0)
        let server = try TestHTTPServer { request in
            guard request.query["watch"] == "true" else { return Self.list("x", 10) }
            let count = watches.withLock { count in
                count += 1
                return count
            }
            guard count == 1 else {
                return TestResponse(200, body: Array(Self.event("ADDED", "done", 12).utf8), delivery: .closing)
            }
            let body = Self.event("ADDED", "other", 11) + Self.event("ADDED", "done", 12)
            return TestResponse(200, body: Array(body.utf8), delivery: .truncated(body.utf8.count - 9))
        }
        _ = try await client(server).wait(for: .configMaps, namespace: "n", name: "done", within: .seconds(20)) { _ in
            true
        }
        #expect(
            server.requests.compactMap { $0.query["watch"] == nil ? nil : $0.query["resourceVersion"] } == ["10", "11"])
    }

    @Test("a list whose snapshot is forgotten between two pages begins anew")
    func goneBetweenPages() async throws {
        let continued = Mutex(0)
        let server = try TestHTTPServer { request in
            guard request.query["continue"] != nil else { return Self.list("a", 1, token: "t") }
            let count = continued.withLock { count in
                count += 1
                return count
            }
            return count == 1
                ? .json(#"{"kind":"Status","status":"Failure","reason":"Expired","code":410}"#, 410) : Self.list("b", 2)
        }
        let list = try await client(server).list(.configMaps, namespace: "n")
        #expect(list.items.map(\.name) == ["a", "b"])
        #expect(server.requests.count == 4)
    }

    @Test(
        "refusals are classified by their status",
        arguments: [
            (409, "Conflict", true), (409, "AlreadyExists", false), (422, "Invalid", false),
            (429, "TooManyRequests", true),
            (500, "InternalError", true), (503, "ServiceUnavailable", true), (504, "Timeout", true),
            (403, "Forbidden", false), (400, "BadRequest", false),
        ])
    func classes(status: Int, reason: String, isTransient: Bool) async throws {
        let server = try TestHTTPServer { _ in
            .json(
                #"{"kind":"Status","message":"why","reason":"\#(reason)","details":{"retryAfterSeconds":7},"code":\#(status)}"#,
                status)
        }
        let client = try client(server)
        let problem = await #expect(throws: Problem.self) {
            try await client.get(.configMaps, namespace: "n", name: "../x y")
        }
        #expect(problem?.isTransient == isTransient)
        if isTransient { #expect(problem?.kind == .transient(retryAfter: 7)) }
        #expect(problem?.summary.hasSuffix("\(status) \(reason): why") == true)
        #expect(problem?.description.contains("secret-token") == false)
        #expect(server.requests.first?.target == "/api/v1/namespaces/n/configmaps/..%2Fx%20y")
    }

    @Test("a page of a proxy is no answer")
    func proxy() async throws {
        let server = try TestHTTPServer { _ in .text("<html>Sign in</html>") }
        let client = try client(server)
        let problem = await #expect(throws: Problem.self) {
            try await client.get(.configMaps, namespace: "n", name: "x")
        }
        #expect(problem?.summary.contains("no JSON") == true)
    }

    @Test("a server that says nothing is given up after the deadline")
    func silence() async throws {
        let server = try TestHTTPServer { _ in .silence }
        let client = try client(server, deadline: 0.3)
        let problem = await #expect(throws: Problem.self) {
            try await client.get(.configMaps, namespace: "n", name: "x")
        }
        #expect(problem?.isTransient == true)
    }
}
