import Engine
import Foundation
import HTTPTypes
import Promotion
import Testing
import WebTestKit

@testable import Web

@Suite("API")
struct APITests {
    private let shop: Shop
    private let call: Caller

    init() throws {
        shop = try Shop()
        call = Caller(shop)
    }

    @Test("A promotion is planned, approved and seen")
    func promotion() async throws {
        try await shop.start()
        try await shop.push("1.1.0")
        let waiting = try await shop.wait(for: "prod") { $0.phase == .waitingForApproval }
        let plan: PlanBody = try await call(as: "viewer", "/api/v1/pipelines/shop/stages/prod/plan").decoded()
        #expect(plan.hash == waiting.planHash)
        #expect(
            plan.diff == """
                --- a/shop.yaml
                +++ b/shop.yaml
                @@ -1,2 +1,2 @@
                 image:
                -  tag: 1.0.0 # by Sluice
                +  tag: 1.1.0 # by Sluice

                """)
        let path = "/api/v1/pipelines/shop/stages/prod/approve"
        let stale = await call(as: "approver", .post, path, body: #"{"plan":"0000000000"}"#)
        #expect(stale.status == .conflict)
        #expect(try stale.decoded(ErrorBody.self).remedy != nil)
        #expect(await call(as: "approver", .post, path, body: #"{"plan":"\#(plan.hash)"}"#).status == .ok)
        try await shop.wait(for: "prod") { $0.current?.title == "1.1.0" && $0.current?.verifiedAt != nil }
        #expect(try shop.declared("prod") == "image:\n  tag: 1.1.0 # by Sluice\n")
        await shop.stop()
    }

    @Test("The line is stopped and goes on, but for what was held before")
    func line() async throws {
        try await shop.start()
        func holds() async throws -> [String?] {
            try await shop.engine.status(of: "shop").stages.map(\.hold?.reason)
        }
        let hold = #"{"reason":"the line is stopped by hand"}"#
        #expect(await call(as: "promoter", .post, "/api/v1/pipelines/shop/stages/dev/hold", body: hold).status == .ok)
        #expect(await call(as: "admin", .post, "/api/v1/hold", body: #"{"reason":"fire"}"#).status == .ok)
        #expect(
            try await holds() == [
                "the line is stopped by hand", "the line is stopped: fire", "the line is stopped: fire",
            ])
        #expect(await call(as: "admin", .post, "/api/v1/resume").status == .ok)
        #expect(try await holds() == ["the line is stopped by hand", nil, nil])
        await shop.stop()
    }

    @Test(
        "What is not understood is said so",
        arguments: [
            (HTTPRequest.Method.get, "/nowhere", "", HTTPResponse.Status.notFound),
            (.get, "/api/v1/pipelines/", "", .notFound),
            (.get, "/api/v1/pipelines/none", "", .notFound),
            (.get, "/api/v1/pipelines/%ff", "", .notFound),
            (.get, "/api/v1/pipelines/shop/stages/none/plan", "", .notFound),
            (.post, "/api/v1/pipelines/shop/stages/none/hold", "", .notFound),
            (.get, "/api/v1/pipelines/shop/sources/none/tags", "", .conflict),
            (.delete, "/api/v1/pipelines/shop", "", .methodNotAllowed),
            (.post, "/api/v1/pipelines/shop/stages/dev/hold", "nonsense", .badRequest),
            (.post, "/api/v1/pipelines/shop/stages/dev/hold", #"{"reason":7}"#, .badRequest),
            (.post, "/api/v1/pipelines/shop/stages/dev/hold", #"{"reason":"two\nlines"}"#, .badRequest),
            (.post, "/api/v1/pipelines/shop/stages/dev/hold", #"{"reason":""}"#, .badRequest),
            (.post, "/api/v1/pipelines/shop/stages/dev/promote", "{}", .badRequest),
            (.post, "/api/v1/pipelines/shop/stages/dev/promote", #"{"release":"none"}"#, .conflict),
            (.post, "/api/v1/pipelines/shop/stages/dev/promote", #"{"release":"1","tags":{"api":"2"}}"#, .badRequest),
            (.post, "/api/v1/pipelines/shop/stages/dev/pin", "{}", .badRequest),
            (.post, "/api/v1/pipelines/shop/stages/dev/unpin", "", .conflict),
            (.post, "/api/v1/backup", "{}", .badRequest),
        ])
    func refusal(method: HTTPRequest.Method, path: String, body: String, status: HTTPResponse.Status) async throws {
        try await shop.start()
        let answer = await call(as: "admin", method, path, body: body)
        #expect(answer.status == status, "\(answer.text)")
        #expect(try !answer.decoded(ErrorBody.self).error.isEmpty)
        await shop.stop()
    }

    @Test("The body of a request that was not let in is never read")
    func unread() async throws {
        let answer = await call.api.answer(
            API.Request(
                method: .post, path: "/api/v1/reload", query: [:], authorization: nil, address: "192.0.2.1",
                body: { throw CancellationError() }))
        #expect(answer.status == .unauthorized)
    }

    @Test("A request that takes too long is given up")
    func deadline() async throws {
        let api = API(shop.services, gatekeeper: Gatekeeper(), deadline: .milliseconds(20), log: shop.log)
        try await shop.start()
        let answer = await api.answer(
            API.Request(
                method: .post, path: "/api/v1/reload", query: [:], authorization: "Bearer \(Shop.token("admin"))",
                address: "192.0.2.1",
                body: {
                    try await Task.sleep(for: .seconds(600))
                    return []
                }))
        #expect(answer.status == .gatewayTimeout)
        await shop.stop()
    }

    @Test("Readiness tells a refused configuration, and fails when the engine does not run")
    func readiness() async throws {
        let shop = try Shop(problem: "The newest configuration is refused.")
        let call = Caller(shop)
        let before: ReadinessBody = try await call(.get, "/readyz").decoded()
        #expect(await call(.get, "/readyz").status == .serviceUnavailable)
        #expect(before.problems.count == 2)
        try await shop.start()
        let after: ReadinessBody = try await call(.get, "/readyz").decoded()
        #expect(await call(.get, "/readyz").status == .ok)
        #expect(after.problems == ["The newest configuration is refused."])
        await shop.stop()
    }

    @Test("A watcher hears of a change when it happens")
    func changes() async throws {
        try await shop.start()
        let first: ChangesBody = try await call(as: "viewer", "/api/v1/changes").decoded()
        async let second = call(as: "viewer", "/api/v1/changes", query: ["after": "\(first.revision)"])
        #expect(await call(as: "promoter", .post, "/api/v1/pipelines/shop/stages/dev/hold").status == .ok)
        #expect(try await second.decoded(ChangesBody.self).revision > first.revision)
        await shop.stop()
    }
}
