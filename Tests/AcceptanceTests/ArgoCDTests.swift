import Foundation
import TestServers
import Testing

/// The built daemon with Argo CD as `ReconcilersTests/Servers` plays it, over repositories that are really pushed to.
@Suite(
    "The built daemon and Argo CD", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] == nil, "needs real servers"))
struct ArgoCDTests {
    @Test("A release flows on only when Argo CD has made its very commit live, and says meanwhile what it waits for")
    func flows() async throws {
        let server = try await ContractServer(
            repositoryFolder.appendingPathComponent("Tests/ReconcilersTests/Servers").path, vendor: "argocd")
        let argocd =
            "{ argocd: { url: \"\(server.url)\", token: env:ARGOCD_TOKEN, application: \"${pipeline}-${environment}\" } }"
        let world = try await World(
            gated: false, soak: "0s", reconcilers: ["staging": argocd, "prod": argocd])
        try await server.order(["do": "account", "token": World.argocdToken, "name": "sluice"])
        for name in ["staging", "prod"] {
            try await server.order([
                "do": "create", "name": "webshop-\(name)", "repository": "ssh://127.0.0.1/\(name).git",
                "head": try world.git(name, "rev-parse", "main"), "git": world.repositories[name] ?? "",
                "automated": name == "prod",
            ])
        }
        try await server.order(["do": "hold", "application": "webshop-staging", "held": true])
        let daemon = try await world.serve()
        defer { daemon.stop() }
        _ = try await world.push("1.4.2")
        try await world.wait("staging says what it waits for") {
            try world.sluice("status", "webshop").output.contains("webshop-staging is syncing")
        }
        #expect(try world.declares("1.4.2", "staging"))
        #expect(try !world.declares("1.4.2", "prod"))
        let commit = try world.git("staging", "rev-parse", "main")
        try await server.order([
            "do": "health", "application": "webshop-prod", "status": "Degraded", "message": "1 of 3 pods is ready",
        ])
        try await server.order(["do": "hold", "application": "webshop-staging", "held": false])
        try await world.wait("prod says what is wrong") {
            try world.sluice("status", "webshop").output.contains("1 of 3 pods is ready")
        }
        #expect(
            try await server.order(["do": "applied", "application": "webshop-staging"], as: [String].self) == [commit])
        try await server.order(["do": "health", "application": "webshop-prod", "status": "Healthy"])
        try await world.wait("prod is live") {
            try world.sluice("history", "webshop/prod").output.contains("1.4.2 is live at")
        }
        #expect(
            try await server.order(["do": "applied", "application": "webshop-prod"], as: [String].self)
                == [try world.git("prod", "rev-parse", "main")])
        let posts = try await server.requests(of: "webshop").filter { $0.hasPrefix("POST") }
        #expect(posts == ["POST /api/v1/applications/webshop-staging/sync"])
        #expect(try world.sluice("doctor", allowFailure: true).output.contains("the token is sluice's"))
        #expect(try await server.violations(of: "webshop") == [])
    }
}
