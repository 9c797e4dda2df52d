import Foundation
import TestServers
import Testing

/// Verification by the built daemon, of a service that answers and a program that looks.
@Suite(
    "Verification by the built daemon", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] == nil, "needs real servers"))
struct VerificationTests {
    @Test("A release that is not well in prod is rolled back by a commit of its own, and held with the reason")
    func rollback() async throws {
        let service = try TestHTTPServer { request in
            let tag = request.query["tag"] ?? ""
            return .json(#"{"version": "\#(tag)", "state": "\#(tag == "1.5.0" ? "ill" : "ok")"}"#)
        }
        let world = try await World(
            gated: false, soak: "0s",
            prod: """
                verification:
                  - name: service
                    http:
                      url: "\(service.url)/health?tag=${api.tag}"
                      json: { state: ok, version: "${api.tag}" }
                    interval: 1s
                    count: 2
                  - { name: smoke, command: { argv: ["./smoke"] } }
                onFailure: rollback

                """)
        let script = try world.folder.write(
            "#!/bin/sh\necho \"$SLUICE_REVISION\" >>\(world.folder.file("looked"))\ntest ! -e \(world.folder.file("broken"))\n",
            to: "smoke", mode: 0o755)
        let daemon = try await world.serve()
        defer { daemon.stop() }
        _ = try await world.push("1.4.2")
        try await world.wait("prod is verified") {
            try Self.isVerified("1.4.2", in: world)
        }
        let good = try world.git("prod", "rev-parse", "main")
        #expect(try String(contentsOfFile: world.folder.file("looked"), encoding: .utf8).contains(good))
        #expect(FileManager.default.isExecutableFile(atPath: script))
        #expect(service.requests.filter { $0.target == "/health?tag=1.4.2" }.count == 2)

        _ = try await world.push("1.5.0")
        try await world.wait("prod is rolled back") {
            try world.declares("1.4.2", "prod") && world.promotions("prod").count >= 3
        }
        #expect(try world.declares("1.5.0", "staging"))
        try await world.wait("prod is held, and why") {
            let status = try world.sluice("status", "webshop").output
            return status.contains("held") && status.contains("state is ill, not ok")
        }
        #expect(try world.git("prod", "log", "-1", "--format=%B", "main").contains("Sluice-Hold"))
        // It stays where it is until somebody says so.
        _ = try await world.push("1.6.0")
        try await world.wait("staging goes on") { try world.declares("1.6.0", "staging") }
        #expect(try world.declares("1.4.2", "prod"))
        try world.sluice("resume", "webshop/prod")
        try await world.wait("prod goes on") { try world.declares("1.6.0", "prod") }
    }

    @Test("What a program finds wrong is told in its own words, and holds the stage where it is told to")
    func command() async throws {
        let world = try await World(
            gated: false, soak: "0s",
            prod: """
                verification:
                  - { name: smoke, command: { argv: ["./smoke"] } }
                onFailure: hold

                """)
        let empty = world.folder.file("empty")
        try world.folder.write(
            "#!/bin/sh\ntest ! -e \(empty) && exit\necho 'the basket is empty'\nexit 3\n", to: "smoke", mode: 0o755)
        let daemon = try await world.serve()
        defer { daemon.stop() }
        try await world.wait("what prod declares is verified") {
            try Self.isVerified("1.0.0", in: world)
        }
        try Data().write(to: URL(fileURLWithPath: empty))
        _ = try await world.push("1.4.2")
        try await world.wait("prod is held, and why") {
            let status = try world.sluice("status", "webshop", "-o", "json").output
            return status.contains("\"hold\"") && status.contains("the basket is empty")
        }
        try FileManager.default.removeItem(atPath: empty)
        _ = try await world.push("1.5.0")
        try await world.wait("staging goes on") { try world.declares("1.5.0", "staging") }
        #expect(try world.declares("1.4.2", "prod"))
        try world.sluice("resume", "webshop/prod")
        try await world.wait("prod goes on") { try world.declares("1.5.0", "prod") }
    }

    private static func isVerified(_ tag: String, in world: World) throws -> Bool {
        try world.sluice("history", "webshop/prod").output.split(separator: "\n").contains {
            $0.contains("\(tag) is live at") && $0.contains("Verified: ")
        }
    }
}
