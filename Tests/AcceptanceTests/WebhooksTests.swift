import Foundation
import TestServers
import Testing

/// The built daemon and a real registry that tells it of pushes; left out by `scripts/test --fast`.
@Suite(
    "Webhooks of a real registry", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] == nil, "needs real servers"))
struct WebhooksTests {
    @Test("A push is promoted at once, though the next scan is an hour away; and a sample is taken")
    func push() async throws {
        let world = try await World(gated: false, soak: "0s", isTold: true)
        let daemon = try await world.serve()
        defer { daemon.stop() }
        try await world.wait("the first release is everywhere") {
            try world.sluice("status", "webshop/prod", "-o", "json").output.contains("\"verifiedAt\"")
        }
        _ = try await world.push("1.4.2")
        try await world.wait("prod has it") { try world.declares("1.4.2", "prod") }
        let list = try world.sluice("webhooks", "list", "-o", "json").output
        #expect(list.contains("localhost:\(world.registry.port)/webshop/api:1.4.2"), "\(list)")
        #expect(list.contains("Brought forward: scans of webshop."), "\(list)")
        #expect(!list.contains("the secret of the registry"))
        let sample = try world.sluice("webhooks", "test", "registry", "--directory", world.folder.path)
        #expect(sample.output.contains("Brought forward: scans of webshop."), "\(sample)")
        try world.folder.write("another secret of the registry", to: "hook-secret")
        let forged = try world.sluice(
            "webhooks", "test", "registry", "--directory", world.folder.path, allowFailure: true)
        #expect(forged.status == 4 && forged.errors.contains("refused the sample"), "\(forged)")
    }
}
