import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import TestServers
import Testing

@Suite("GitLab CI/CD and GitHub Actions keep the port's contract, in requests that their descriptions know")
struct RunnerConformanceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var kind: RunnerFixture.Kind
        var clause: String
        var testDescription: String { "\(kind.rawValue): \(clause)" }

        static let all = RunnerFixture.Kind.allCases.flatMap { kind in
            ReconcilerConformance.names(for: kind.abilities).map { Case(kind: kind, clause: $0) }
        }
    }

    @Test("clause by clause", arguments: Case.all)
    func conformance(example: Case) async throws {
        let fixture = try await RunnerFixture(
            example.kind, deadline: ReconcilerConformance.deadline(of: example.clause))
        do {
            try await ReconcilerConformance.check(example.clause, fixture)
        } catch {
            Issue.record("\(error); \(try await fixture.violations()); \(try await fixture.requests())")
        }
        #expect(try await fixture.violations() == [])
    }

    @Test(
        "requests and answers are held against the official description",
        .disabled(if: !ContractServer.isStrict, "no descriptions, or no Python with openapi-core"),
        arguments: [RunnerFixture.Kind.gitlab, .github])
    func strictness(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        let steps = kind.isGitLab ? "/api/v4/projects/\(fixture.path.dropFirst(9))" : "/api/v3/repos/\(fixture.path)"
        var request = HTTPRequest("POST", "\(fixture.server.url)\(steps)/unheard-of")
        request.allowPlaintext = true
        #expect(try await HTTPClient().send(request).status == 500)
        #expect(try await fixture.violations().count == 1)
    }
}
