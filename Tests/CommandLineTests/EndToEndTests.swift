import Foundation
import Promotion
import TestServers
import Testing
import Web
import WebTestKit

@testable import sluice

@Suite("From the command line to Git and back")
struct EndToEndTests {
    @Test("A release is promoted, approved, rolled back, and seen at every step")
    func wholeWay() async throws {
        let shop = try Shop(version: version)
        try await shop.start()
        try await withDaemon(shop) { sluice in
            #expect(await sluice("viewer", "status") == .ok)
            try await shop.push("1.1.0")
            try await shop.wait(for: "prod") { $0.phase == .waitingForApproval }
            #expect(await sluice("viewer", "plan", "shop/prod") == .ok)
            #expect(await sluice("viewer", "approve", "shop/prod") == .notAuthorised)
            #expect(await sluice("approver", "approve", "shop/prod", "--plan", "00000000") == .refused)
            #expect(await sluice("approver", "approve", "shop/prod", "--wait", "--timeout", "60s") == .ok)
            #expect(try shop.declared("prod") == "image:\n  tag: 1.1.0 # by Sluice\n")

            #expect(await sluice("promoter", "rollback", "shop/dev", "--wait", "--timeout", "60s") == .ok)
            #expect(try shop.declared("dev") == "image:\n  tag: 1.0.0 # by Sluice\n")
            #expect(await sluice("promoter", "resume", "shop/dev") == .ok)
            #expect(
                await sluice("promoter", "promote", "shop/dev", "api=1.1.0", "--wait", "--timeout", "60s") == .ok)
            #expect(try shop.declared("dev") == "image:\n  tag: 1.1.0 # by Sluice\n")
        }
        await shop.stop()
    }

    @Test("Waiting ends when its time is over, and when the release is rejected")
    func waiting() async throws {
        let shop = try Shop(version: version)
        try await shop.start()
        try await withDaemon(shop) { sluice in
            try await shop.push("1.1.0")
            try await shop.wait(for: "prod") { $0.phase == .waitingForApproval }
            let promote = ["promote", "shop/prod", "--release", "1.1.0", "--wait"]
            #expect(await sluice("promoter", promote + ["--timeout", "1s"]) == .timedOut)
            let first = try await shop.wait(for: "prod") { $0.promotion != nil }.promotion
            async let promoted = sluice("promoter", promote + ["--timeout", "60s"])
            try await shop.wait(for: "prod") { $0.promotion != first && $0.phase == .waitingForApproval }
            #expect(await sluice("approver", "reject", "shop/prod", "--reason", "not today") == .ok)
            #expect(await promoted == .failed)
        }
        await shop.stop()
    }

    @Test("Every other command answers")
    func others() async throws {
        let shop = try Shop(version: version)
        try await shop.start()
        try await withDaemon(shop) { sluice in
            for line in [
                "status shop -o wide", "status shop/dev -o json", "tags shop/api", "history shop -o wide",
                "history shop/dev",
                "version -o yaml", "doctor", "audit verify", "reload", "hold --all", "resume --all -o json",
                "hold shop/dev --reason fire", "resume shop/dev", "pin shop/dev 1", "unpin shop/dev",
            ] {
                #expect(await sluice("admin", line.split(separator: " ").map(String.init)) == .ok, "\(line)")
            }
            #expect(await sluice("viewer", "status", "nothing") == .failed)
            #expect(await sluice("viewer", "status", "shop/nothing") == .failed)
            #expect(await sluice("admin", "retry", "shop/dev") == .refused)
            #expect(await sluice("viewer", "doctor") == .notAuthorised)
            #expect(await sluice("outsider", "status") == .notAuthorised)
        }
        await shop.stop()
    }

    @Test("Without a daemon there is a status for that")
    func unreachable() async {
        let server = "http://127.0.0.1:\(freePort())"
        #expect(await Main.run(["status", "--server", server]) == .unreachable)
        #expect(await Main.run(["version", "--server", server]) == .ok)
    }
}

/// Runs command lines as users of a shop.
private struct Runner: Sendable {
    let server: String
    let tokens: TemporaryDirectory

    func callAsFunction(_ user: String, _ words: String...) async -> Outcome { await self(user, words) }

    func callAsFunction(_ user: String, _ words: [String]) async -> Outcome {
        await Main.run(words + ["--server", server, "--token-file", tokens.file(user)])
    }
}

private func withDaemon(_ shop: Shop, _ body: @escaping @Sendable (Runner) async throws -> Void) async throws {
    let tokens = try TemporaryDirectory("tokens")
    for user in Shop.users { try tokens.write(Shop.token(user) + "\n", to: user) }
    let server = try WebServer(API(shop.services, log: shop.log), host: "127.0.0.1", port: 0, log: shop.log)
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { listening.finish() }
            try await server.run { listening.yield($0) }
        }
        for await port in ports {
            try await body(Runner(server: "http://127.0.0.1:\(port)", tokens: tokens))
            break
        }
        group.cancelAll()
    }
}
