package import HTTPTransport
package import Promotion
package import Secrets

/// Makes the adapter that a definition asks for.
package enum Reconcilers {
    /// `environment` is the daemon's, of which a command sees only `PATH`, `HOME` and `LANG`.
    package static func make(
        _ kind: ReconcilerKind, secrets: any SecretReader, http: any HTTPSending, environment: [String: String]
    ) -> any Reconciler {
        switch kind {
        case .none: NoReconciler()
        case .command(let definition): CommandRunner(definition, environment: environment)
        case .webhook(let definition): WebhookCaller(definition, secrets: secrets, http: http)
        }
    }
}
