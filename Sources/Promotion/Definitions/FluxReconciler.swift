/// Flux in a cluster: which of its objects deploy a stage.
package struct FluxReconciler: Sendable, Hashable {
    package var access: KubernetesAccess
    /// Where the objects are that name no namespace of their own.
    package var namespace: String
    /// The Kustomization that applies the environment's branch: `name`, or `namespace/name`.
    package var kustomization: Template?
    /// The HelmRelease that has to be healthy as well; without a Kustomization its chart comes from the branch itself.
    package var helmRelease: Template?
    /// Tells Flux instead of a patch of its objects, which then are only read.
    package var receiver: FluxReceiver?

    package init(
        access: KubernetesAccess, namespace: String = "flux-system", kustomization: Template? = nil,
        helmRelease: Template? = nil, receiver: FluxReceiver? = nil
    ) {
        self.access = access
        self.namespace = namespace
        self.kustomization = kustomization
        self.helmRelease = helmRelease
        self.receiver = receiver
    }
}

/// A Receiver of Flux's notification controller of type `generic-hmac`.
///
/// It is told, and tells nothing back: whatever it answers proves nothing.
package struct FluxReceiver: Sendable, Hashable {
    package var url: String
    /// The token of its secret, by which the call is signed.
    package var secret: Secret
    package var caFile: String?

    package init(url: String, secret: Secret, caFile: String? = nil) {
        self.url = url
        self.secret = secret
        self.caFile = caFile
    }
}
