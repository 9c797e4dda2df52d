import Foundation
import TestServers
import Testing

/// The built daemon with GitLab and GitHub as `ReconcilersTests/Runners` plays them, over repositories that are really pushed to.
@Suite(
    "The built daemon, GitLab CI/CD and GitHub Actions", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] == nil, "needs real servers"))
struct RunnersTests {
    @Test(
        "One pipeline is started whatever befalls its answer and the daemon; what it plans is kept; the push's own is adopted"
    )
    func flows() async throws {
        let folder = repositoryFolder.appendingPathComponent("Tests/ReconcilersTests/Runners").path
        let gitlab = try await ContractServer(folder, vendor: "gitlab")
        let github = try await ContractServer(folder, vendor: "github")
        let staging =
            "{ gitlabCI: { url: \"\(gitlab.url)\", token: env:ARGOCD_TOKEN, project: platform/staging, start: dispatch, "
            + "play: [apply], plan: { job: plan } } }"
        let prod =
            "{ githubActions: { url: \"\(github.url)\", token: env:ARGOCD_TOKEN, repository: platform/prod, "
            + "workflow: deploy.yaml } }"
        let world = try await World(gated: false, soak: "0s", reconcilers: ["staging": staging, "prod": prod])
        for (server, name) in [(gitlab, "staging"), (github, "prod")] {
            try await server.order(["do": "account", "token": World.argocdToken, "name": "sluice"])
            try await server.order([
                "do": "create", "path": "platform/\(name)", "start": name == "prod" ? "push" : "dispatch",
                "gated": name == "staging", "git": world.repositories[name] ?? "",
            ])
        }
        let first = try await world.serve()
        // What the branches declare already is proven by a pipeline of that commit.
        try await world.wait("prod is proven") {
            try world.sluice("history", "webshop/prod").output.contains("1.0.0 is live at")
        }
        let count = try await gitlab.order(["do": "count", "repository": "platform/staging"], as: Int.self)
        try await gitlab.order([
            "do": "fault", "kind": "lost", "token": World.argocdToken, "method": "POST", "target": "/pipeline$",
        ])
        try await gitlab.order(["do": "hold", "repository": "platform/staging", "held": true])
        _ = try await world.push("1.4.2")
        try await world.wait("staging says what it waits for") {
            try world.sluice("status", "webshop").output.contains("waits for a runner")
        }
        first.stop()
        let daemon = try await world.serve()
        defer { daemon.stop() }
        try await gitlab.order(["do": "hold", "repository": "platform/staging", "held": false])
        try await world.wait("prod is live") {
            try world.sluice("history", "webshop/prod").output.contains("1.4.2 is live at")
        }
        #expect(try await gitlab.order(["do": "count", "repository": "platform/staging"], as: Int.self) == count + 1)
        #expect(
            try await gitlab.order(["do": "live", "repository": "platform/staging"], as: [String].self).last
                == (try world.git("staging", "rev-parse", "main")))
        #expect(
            try world.sluice("history", "webshop/staging").output.contains("the plan creates 2, updates 1, deletes 0"))
        #expect(
            try await github.order(["do": "live", "repository": "platform/prod"], as: [String].self).last
                == (try world.git("prod", "rev-parse", "main")))
        #expect(try world.sluice("doctor", allowFailure: true).output.contains("the workflow is deploy"))
        #expect(try await gitlab.violations(of: "platform") + github.violations(of: "platform") == [])
    }
}
