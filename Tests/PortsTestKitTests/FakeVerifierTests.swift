import PortsTestKit
import Promotion
import Testing

@Suite("The fake verifier")
struct FakeVerifierTests {
    private struct Fixture: VerifierFixture {
        let fake = FakeVerifier()
        var verifier: any Verifier { fake }
        let verification = Verification(name: "smoke", .command(CommandVerification(arguments: ["true"])))

        func become(_ condition: VerifierCondition) async throws -> Bool {
            switch condition {
            case .well: fake.always(nil, for: "smoke")
            case .ill: fake.always(.failed("ill"), for: "smoke")
            case .unknown: fake.always(.inconclusive("away"), for: "smoke")
            }
            return true
        }
    }

    @Test("keeps the port's contract")
    func conformance() async throws { try await VerifierConformance.check { Fixture() } }

    /// Takes a release for well whatever it is.
    private struct Blind: Verifier {
        func measure(_ request: MeasurementRequest) async -> MeasurementOutcome { .passed("well") }
    }

    private struct BlindFixture: VerifierFixture {
        let verifier: any Verifier = Blind()
        let verification = Verification(name: "smoke", .command(CommandVerification(arguments: ["true"])))

        func become(_ condition: VerifierCondition) async throws -> Bool { true }
    }

    @Test("the contract finds a verifier that does not look")
    func mutant() async throws {
        let failure = await #expect(throws: ConformanceFailure.self) {
            try await VerifierConformance.check { BlindFixture() }
        }
        #expect(failure?.clause.hasPrefix("What is ill fails") == true)
    }
}
