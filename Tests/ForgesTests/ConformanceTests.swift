import Forges
import HTTPTransport
import PortsTestKit
import Promotion
import Testing

@Suite("Every forge keeps the port's contract, in requests that its vendor's description knows")
struct ConformanceTests {
    @Test("clause by clause", arguments: ForgeKind.allCases, ForgeConformance.names)
    func conformance(kind: ForgeKind, clause: String) async throws {
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
        for kind in ForgeKind.allCases {
            let fixture = try await HostFixture(kind)
            let response = try await fixture.raw("POST", "/\(fixture.target)/pulls/1/unheard-of")
            #expect(response.status == 500)
            #expect(try await fixture.violations().count == 1, "\(kind)")
        }
    }
}
