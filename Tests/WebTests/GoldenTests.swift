import Foundation
import Promotion
import TestServers
import Testing
import WebTestKit

@testable import Web

@Suite("JSON shapes")
struct GoldenTests {
    @Test(
        "What programs rely on stays as it is recorded",
        arguments: [
            ("pipelines", "/api/v1/pipelines"), ("pipeline", "/api/v1/pipelines/shop"),
            ("plan", "/api/v1/pipelines/shop/stages/prod/plan"), ("tags", "/api/v1/pipelines/shop/sources/api/tags"),
            ("whoami", "/api/v1/whoami"), ("version", "/api/v1/version"), ("doctor", "/api/v1/doctor"),
            ("audit", "/api/v1/audit/verify"), ("readyz", "/readyz"), ("error", "/api/v1/pipelines/none"),
        ])
    func shape(name: String, path: String) async throws {
        let shop = try Shop()
        try await shop.start()
        try await shop.push("1.1.0")
        try await shop.wait(for: "prod") { $0.phase == .waitingForApproval }
        let text = try await Caller(shop)(as: "admin", path).masked
        #expect(try text == recorded(text, at: "Tests/WebTests/Golden/\(name).json"))
        await shop.stop()
    }

    @Test("docs/api.md lists every route and what it takes")
    func routes() throws {
        let rows = Route.all.map { "| `\($0.method) \($0.path)` | \($0.rule.words) |" }
        let table = (["| address | takes |", "| --- | --- |"] + rows).joined(separator: "\n") + "\n"
        let page = try page("docs/api.md", replacing: "routes", with: table)
        #expect(try page == recorded(page, at: "docs/api.md"))
    }
}

extension Route.Rule {
    fileprivate var words: String {
        switch self {
        case .open: "nothing"
        case .member: "any role"
        case .pipeline(let role): "\(role.rawValue) in one of the pipeline's environments"
        case .stage(let role): "\(role.rawValue) in the environment"
        case .everywhere(let role): "\(role.rawValue) in every environment"
        }
    }
}
