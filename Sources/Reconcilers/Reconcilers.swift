package import HTTPTransport
package import Promotion
package import Secrets

/// Makes the adapter that a definition asks for.
package enum Reconcilers {
    /// - Parameters:
    ///   - environment: the daemon's, of which a command sees only `PATH`, `HOME` and `LANG`.
    ///   - lineage: what is known of commits that descend from a promotion's.
    ///   - memory: shared by all adapters of the process.
    package static func make(
        _ kind: ReconcilerKind, secrets: any SecretReader, http: any HTTPSending, environment: [String: String],
        lineage: Lineage = .unknown, memory: ReconcilerMemory = ReconcilerMemory()
    ) -> any Reconciler {
        switch kind {
        case .none: NoReconciler()
        case .command(let definition): CommandRunner(definition, environment: environment)
        case .webhook(let definition): WebhookCaller(definition, secrets: secrets, http: http)
        case .argocd(let definition):
            ArgoCD(definition, secrets: secrets, http: http, lineage: lineage, memory: memory.argocd)
        }
    }
}

/// What adapters remember from call to call, though each call is made by an adapter of its own. All of it can be lost.
package struct ReconcilerMemory: Sendable {
    let argocd = ArgoCDMemory()

    package init() {}
}
