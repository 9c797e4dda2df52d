import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Secrets
import TestServers
import Testing
import Verifications

@Suite("Verification by a program")
struct CommandMeasurementTests {
    private static func verifier() throws -> Verifications {
        Verifications(
            secrets: SystemSecrets(environment: [:], directory: "/"), http: try HTTPClient(),
            environment: ["PATH": "/usr/bin:/bin", "HOOK": "s3cret"])
    }

    private static func measure(_ arguments: [String], deadline: TimeInterval = 30) async throws -> MeasurementOutcome {
        let command = CommandVerification(arguments: arguments, deadline: deadline)
        return try await verifier().measure(.sample(.command(command), number: 3))
    }

    private struct Fixture: VerifierFixture {
        let directory: TemporaryDirectory
        let verifier: any Verifier
        var verification: Verification {
            let script = "test -e \"$0\" && echo well || { echo ill; exit 1; }"
            let command = CommandVerification(arguments: ["sh", "-c", script, directory.file("well")])
            return Verification(name: "smoke", .command(command))
        }

        func become(_ condition: VerifierCondition) async throws -> Bool {
            try? FileManager.default.removeItem(atPath: directory.file("well"))
            if condition == .well { try directory.write("", to: "well") }
            // A program always says something.
            return condition != .unknown
        }
    }

    @Test("It keeps the port's contract")
    func conformance() async throws {
        try await VerifierConformance.check {
            Fixture(directory: try TemporaryDirectory("verifications"), verifier: try Self.verifier())
        }
    }

    @Test("Exit status 0 passes; anything else fails with how it ended and what it said")
    func ends() async throws {
        #expect(try await Self.measure(["true"]) == .passed("exit status 0"))
        #expect(try await Self.measure(["echo", "all 12 passed"]) == .passed("all 12 passed"))
        #expect(
            try await Self.measure(["sh", "-c", "echo 'no route' >&2; exit 3"])
                == .failed("sh exited with status 3; its last output:\nno route"))
        #expect(
            try await Self.measure(["sleep", "60"], deadline: 0.3)
                == .failed("sleep did not end within 0.3 seconds and was killed and wrote nothing"))
    }

    @Test("One that cannot be started says nothing of the release")
    func missing() async throws {
        guard case .inconclusive(let words) = try await Self.measure(["/nowhere/smoke"]) else {
            Issue.record("it is not inconclusive")
            return
        }
        #expect(words.hasPrefix("/nowhere/smoke cannot be started"))
    }

    @Test("It is told what it verifies, and none of the daemon's secrets")
    func environment() async throws {
        let outcome = try await Self.measure([
            "sh", "-c", "env | grep -E 'SLUICE|HOOK' | sort | head -4 | tr '\\n' ' '",
        ])
        #expect(outcome.words.hasPrefix("SLUICE_ENVIRONMENT=prod SLUICE_MEASUREMENT=3 SLUICE_PIPELINE=web"))
        let secret = try await Self.measure(["sh", "-c", "echo \"${HOOK:-none} $SLUICE_VERIFICATION\""])
        #expect(secret == .passed("none test"))
    }
}
