import Foundation
import TestServers
import Testing

/// The built daemon with a Git host as `ForgesTests/Servers` plays it, over a repository that is really pushed to.
@Suite(
    "The built daemon and a Git host", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] == nil, "needs real servers"))
struct MergeRequestTests {
    /// A merge request as the host has it.
    struct Request {
        let number: Int
        let state, head, commit, title, body: String
    }

    private struct Row: Decodable {
        let request: Request

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            request = Request(
                number: try row.decode(Int.self), state: try row.decode(String.self), head: try row.decode(String.self),
                commit: try row.decode(String.self), title: try row.decode(String.self),
                body: try row.decode(String.self))
        }
    }

    private func host(_ vendor: String) async throws -> ContractServer {
        try await ContractServer(
            repositoryFolder.appendingPathComponent("Tests/ForgesTests/Servers").path, vendor: vendor)
    }

    private func world(_ server: ContractServer, _ vendor: String, _ prod: String, gated: Bool = true) async throws
        -> World
    {
        let world = try await World(
            gated: gated, soak: "0s",
            settings: """
                forges:
                  host: { kind: \(vendor), url: "\(server.url)", token: env:FORGE_TOKEN }
                """,
            prod: "delivery: mergeRequest\nforge: host\n\(prod)\n", hosted: true)
        try await server.order([
            "do": "host", "path": world.hostedPath, "base": "main", "token": World.forgeToken,
            "folder": world.repositories["prod"] ?? "",
        ])
        return world
    }

    private func requests(_ world: World, _ server: ContractServer) async throws -> [Request] {
        try await server.order(["do": "pulls", "repository": world.hostedPath], as: [Row].self).map(\.request)
    }

    @Test(
        "Sluice opens a merge request that explains itself, waits for the approval, and merges that very head",
        arguments: ["gitea", "github", "gitlab"])
    func auto(_ vendor: String) async throws {
        let server = try await host(vendor)
        let world = try await world(server, vendor, "merge: auto")
        let daemon = try await world.serve()
        defer { daemon.stop() }
        _ = try await world.push("1.4.2")
        try await world.wait("prod waits for people") {
            try world.sluice("status", "webshop", "-o", "json").output.contains("waitingForApproval")
        }
        let opened = try #require(try await requests(world, server).first)
        #expect(opened.state == "open")
        #expect(opened.title == "Promote webshop to 1.4.2 in prod")
        for words in ["1.0.0", "1.4.2", "apps/webshop/values.yaml", "sluice approve webshop/prod"] {
            #expect(opened.body.contains(words), "\(opened.body)")
        }
        #expect(opened.head == "sluice/webshop/prod")
        #expect(try !world.declares("1.4.2", "prod"))
        let head = try world.git("prod", "rev-parse", opened.head)
        try world.sluice("approve", "webshop/prod", "--wait", "--timeout", "60s")
        #expect(try world.declares("1.4.2", "prod"))
        let merged = try await requests(world, server)
        #expect(merged.map(\.state) == ["merged"])
        #expect(try world.git("prod", "rev-parse", "main") == merged[0].commit)
        #expect(try world.git("prod", "rev-parse", "main^2") == head)
        #expect(
            try world.git("prod", "log", "-1", "--format=%(trailers:key=Sluice-Stage,valueonly)", "main") == "prod")
        try await world.wait("the branch is gone") {
            try world.git("prod", "for-each-ref", "refs/heads/sluice").isEmpty
        }
        let told = try world.sluice("status").output
        let posted = try await server.requests(of: "status").filter { $0.hasPrefix("POST") }
        let statuses = try await server.order(
            ["do": "statuses", "repository": world.hostedPath, "commit": head], as: [[String]].self)
        #expect(statuses.map { $0[0] } == ["sluice/webshop/prod"], "\(posted) \(told)")
        try world.sluice("audit", "verify")
        #expect(try await server.violations(of: world.hostedPath) == [])
    }

    @Test("A person merges, by a squash that drops every trailer, and the stage is live at that commit")
    func manual() async throws {
        let server = try await host("gitea")
        let world = try await world(server, "gitea", "merge: manual", gated: false)
        let daemon = try await world.serve()
        defer { daemon.stop() }
        _ = try await world.push("1.4.2")
        try await world.wait("a person is asked to merge") {
            try world.sluice("status", "webshop").output.contains("A person merges it")
        }
        let opened = try #require(try await requests(world, server).first)
        try await server.order([
            "do": "merge", "repository": world.hostedPath, "number": opened.number, "method": "squash",
        ])
        try await world.wait("prod is live") {
            try world.sluice("history", "webshop/prod").output.contains("1.4.2 is live at")
        }
        #expect(try world.declares("1.4.2", "prod"))
        #expect(try await requests(world, server).count == 1)
    }

    @Test("A template that is wrong refuses the configuration, with its place")
    func template() async throws {
        let server = try await host("gitea")
        let world = try await world(server, "gitea", "mergeRequest: { title: title.mustache }")
        try world.folder.write("Bring {{release}}\nand {{nothing}}\n", to: "title.mustache")
        let result = try run(
            [try World.binary(), "serve", world.folder.path], environment: ["ALICE_TOKEN": "x"], allowFailure: true)
        #expect(result.status != 0)
        #expect(result.errors.contains("title.mustache:2:"), "\(result.errors)")
    }
}
