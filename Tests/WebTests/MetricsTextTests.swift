import Engine
import TestServers
import Testing
import WebTestKit

@testable import Web

@Suite("Metrics")
struct MetricsTextTests {
    @Test("promtool finds nothing to complain of")
    func promtool() async throws {
        let shop = try Shop(version: #"1.2.3"#)
        try await shop.start()
        let text = await Caller(shop)(as: "viewer", "/metrics").text
        try run(["promtool", "check", "metrics"], input: text)
        #expect(text.contains("sluice_build_info{version=\"1.2.3\"} 1\n"))
        #expect(text.contains("sluice_configuration_refused 0\n"))
        #expect(text.contains("sluice_verified_total 3\n"))
        #expect(text.contains("sluice_artifact_to_live_seconds_count 3\n"))
        await shop.stop()
    }

    @Test("A refused configuration is a metric")
    func refused() async throws {
        let shop = try Shop(problem: "refused")
        let text = await Caller(shop)(as: "viewer", "/metrics").text
        #expect(text.contains("sluice_configuration_refused 1\n"))
    }
}
