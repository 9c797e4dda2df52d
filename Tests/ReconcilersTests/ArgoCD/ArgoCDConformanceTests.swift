import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import TestServers
import Testing

@Suite("Argo CD keeps the port's contract, in requests that its description knows")
struct ArgoCDConformanceTests {
    @Test(
        "clause by clause", arguments: ArgoCDFixture.Kind.allCases,
        ReconcilerConformance.names(for: ArgoCDFixture.abilities))
    func conformance(kind: ArgoCDFixture.Kind, clause: String) async throws {
        let fixture = try await ArgoCDFixture(kind, deadline: ReconcilerConformance.deadline(of: clause))
        do {
            try await ReconcilerConformance.check(clause, fixture)
        } catch {
            Issue.record("\(error); \(try await fixture.violations()); \(try await fixture.requests())")
        }
        #expect(try await fixture.violations() == [])
    }

    @Test(
        "requests and answers are held against the official description",
        .disabled(if: !ContractServer.isStrict, "no descriptions, or no Python with openapi-core"))
    func strictness() async throws {
        let fixture = try await ArgoCDFixture()
        var request = HTTPRequest("POST", "\(fixture.server.url)/api/v1/applications/\(fixture.name)/unheard-of")
        request.allowPlaintext = true
        #expect(try await HTTPClient().send(request).status == 500)
        #expect(try await fixture.violations().count == 1)
    }
}
