package import Foundation

/// How a cluster's API is reached.
package struct KubernetesAccess: Sendable, Hashable {
    /// Where the kubeconfig is; nil for the cluster that Sluice itself runs in, by its pod's service account.
    package var kubeconfig: Secret?
    /// The kubeconfig's context; its `current-context` where nil.
    package var context: String?
    /// Seconds until one call is given up.
    package var deadline: TimeInterval

    package init(kubeconfig: Secret?, context: String? = nil, deadline: TimeInterval = 30) {
        self.kubeconfig = kubeconfig
        self.context = context
        self.deadline = deadline
    }
}
