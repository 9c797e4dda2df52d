import Forges
import PortsTestKit
import Promotion
import Testing

@Suite("Every forge keeps the port's contract, in requests that its vendor's description knows")
struct ConformanceTests {
    @Test("Gitea and Forgejo", arguments: ForgeConformance.names)
    func gitea(clause: String) async throws { try await check(clause, .gitea) }

    @Test("GitLab", arguments: ForgeConformance.names)
    func gitlab(clause: String) async throws { try await check(clause, .gitlab) }

    @Test("GitHub", arguments: ForgeConformance.names)
    func github(clause: String) async throws { try await check(clause, .github) }

    private func check(_ clause: String, _ kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        do {
            try await ForgeConformance.check(clause, fixture)
        } catch {
            Issue.record("\(error); \(try await fixture.violations())")
        }
        #expect(try await fixture.violations() == [])
    }

    @Test(
        "requests and answers are held against the official descriptions",
        .disabled(
            if: !ForgeServer.isStrict,
            "SLUICE_SPECS has no descriptions, or SLUICE_TEST_PYTHON names no Python with openapi-core"))
    func strictness() async throws {
        let fixture = try await HostFixture(.gitea)
        #expect(fixture.server.kind == .gitea && ForgeServer.isStrict)
    }
}
