import PortsTestKit
import Promotion
import Secrets
import TestServers

@testable import Reconcilers

extension Lineage {
    /// The history of the port's conformance suite.
    static let ofTests = Lineage { commit, request in
        ReconcilerConformance.isAncestor(request.revision, of: commit)
    }
}

/// Returns once it is so; throws where it does not become so.
func eventually(_ isSo: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(30)
    while try await !isSo() {
        guard ContinuousClock.now < end else { throw CommandFailure(description: "it does not become so") }
        try await Task.sleep(for: .milliseconds(5))
    }
}

extension SystemSecrets {
    static let ofTests = SystemSecrets(environment: ["HOOK": "hook-secret"], directory: "/")
}
