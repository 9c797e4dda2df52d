import PortsTestKit
import Promotion
import Secrets

@testable import Reconcilers

extension Lineage {
    /// The history of the port's conformance suite.
    static let ofTests = Lineage { commit, request in
        ReconcilerConformance.isAncestor(request.revision, of: commit)
    }
}

extension SystemSecrets {
    static let ofTests = SystemSecrets(environment: ["HOOK": "hook-secret"], directory: "/")
}
