import Foundation
import HTTPTypes
import Promotion
import Testing
import WebTestKit

@testable import Web

@Suite("Gatekeeper")
struct GatekeeperTests {
    private let shop: Shop
    private let call: Caller

    init() throws {
        shop = try Shop()
        call = Caller(shop)
    }

    @Test("Nothing but health answers without a token")
    func open() {
        #expect(Route.all.filter { $0.rule == .open }.map(\.path) == ["/healthz", "/readyz"])
    }

    @Test("Every route has an address of its own")
    func unique() {
        let all = Route.all.map { "\($0.method) \($0.path)" }
        #expect(Set(all).count == all.count)
    }

    @Test(
        "Every other route refuses without a token, with a wrong one, and with too small a role",
        arguments: Route.closed)
    func refuses(_ address: String) async throws {
        try await shop.start()
        let route = try #require(Route.all.first { $0.address == address })
        let path = route.example
        #expect(await call(route.method, path).status == .unauthorized)
        #expect(await call(route.method, path, token: "wrong").status == .unauthorized)
        #expect(await call(route.method, path, token: "").status == .unauthorized)
        for user in route.tooSmall {
            let answer = await call(as: user, route.method, path)
            #expect(answer.status == .forbidden, "\(user) gets \(answer.text)")
        }
        await shop.stop()
    }

    @Test("A role that is big enough is let in", arguments: Route.closed)
    func admits(_ address: String) async throws {
        let route = try #require(Route.all.first { $0.address == address })
        for user in route.bigEnough {
            let admitted = try await Gatekeeper().admit(
                route, route.parameters(of: route.example) ?? [:], authorization: "bearer \(Shop.token(user))",
                address: "192.0.2.1", access: shop.services.access(), stages: { _ in ["dev", "staging", "prod"] })
            #expect(admitted == user)
        }
    }

    @Test("A role in one environment opens that one only")
    func oneEnvironment() async throws {
        try await shop.start()
        #expect(await call(as: "developer", .post, "/api/v1/pipelines/shop/stages/dev/hold").status == .ok)
        #expect(await call(as: "developer", .post, "/api/v1/pipelines/shop/stages/prod/hold").status == .forbidden)
        #expect(await call(as: "developer", "/api/v1/pipelines/shop/stages/prod/plan").status == .forbidden)
        let seen: PipelineStatus = try await call(as: "developer", "/api/v1/pipelines/shop").decoded()
        #expect(seen.stages.map(\.stage.environment) == ["dev"])
        let records: [StoredAuditRecord] = try await call(as: "developer", "/api/v1/history").decoded()
        #expect(Set(records.compactMap(\.record.environment)) == ["dev"])
        await shop.stop()
    }

    @Test("Many wrong tokens from one address close it, for right ones too, and no other")
    func exhausted() async throws {
        try await shop.start()
        for number in 0..<FailureLog.tokensEachMinute {
            #expect(await call(.get, "/api/v1/version", token: "guess \(number)").status == .unauthorized)
        }
        #expect(await call(.get, "/api/v1/version", token: "guess").status == .tooManyRequests)
        #expect(await call(.get, "/api/v1/version", token: Shop.token("viewer")).status == .tooManyRequests)
        #expect(await call(.get, "/api/v1/version", token: Shop.token("viewer"), from: "192.0.2.2").status == .ok)
        #expect(await call(.get, "/healthz").status == .ok)
        await shop.stop()
    }

    @Test("Without environments only a grant for all of them is a role everywhere")
    func noEnvironments() {
        let access = AccessControl(
            tokenHashes: [:], environments: [],
            grants: [.init(user: "adam", role: .admin), .init(user: "eve", role: .admin, environments: [])])
        #expect(access.allowsEverywhere("adam", .admin))
        #expect(!access.allowsEverywhere("eve", .viewer))
        #expect(!access.allowsEverywhere("nobody", .viewer))
    }
}

extension Route {
    var address: String { "\(method) \(path)" }

    static let closed = all.filter { $0.rule != .open }.map(\.address)

    /// A path of this route in the shop.
    var example: String {
        path.replacing(":pipeline", with: "shop").replacing(":environment", with: "prod").replacing(
            ":source", with: "api")
    }

    /// Users of the shop who may not use it.
    var tooSmall: [String] {
        let below = { (role: Role) in Role.allCases.filter { $0 < role }.map(\.rawValue) }
        return switch rule {
        case .open: []
        case .member: ["outsider"]
        case .pipeline(let role): ["outsider"] + below(role)
        case .stage(let role), .everywhere(let role): ["outsider", "developer"] + below(role)
        }
    }

    /// Users of the shop who may.
    var bigEnough: [String] {
        let above = { (role: Role) in Role.allCases.filter { $0 >= role }.map(\.rawValue) }
        return switch rule {
        case .open: []
        case .member: above(.viewer) + ["developer"]
        case .pipeline(let role): above(role) + (role <= .promoter ? ["developer"] : [])
        case .stage(let role), .everywhere(let role): above(role)
        }
    }
}
