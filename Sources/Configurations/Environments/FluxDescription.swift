import Manifests
import Promotion

/// The description of `reconciler: { flux: … }`.
let flux: Value<FluxReconciler> = mapping(
    "Flux",
    ClusterFields.kubeconfig, ClusterFields.inCluster, ClusterFields.context,
    optional(
        "namespace", namespace, default: "flux-system", "Where the objects are that name no namespace of their own."),
    optional(
        "kustomization", fixedTemplate("a Kustomization", example: "apps"),
        "The Kustomization that applies the branch: its name, or its namespace, `/` and its name."),
    optional(
        "helmRelease", fixedTemplate("a HelmRelease", example: "payments/api"),
        """
        A HelmRelease that has to be healthy as well. Without `kustomization` its chart is in the branch itself, with \
        `reconcileStrategy: Revision`.
        """),
    optional(
        "receiver", receiver,
        "Tells Flux by this Receiver, where Sluice may only read its objects. What it answers proves nothing."),
    ClusterFields.deadline,
    later: [Later(name: "observe", brings: "another way to see what is live than the cluster's API")],
    rules: ClusterFields.rules + [.atLeastOne(["kustomization", "helmRelease"])]
) { kubeconfig, _, context, namespace, kustomization, helmRelease, receiver, deadline in
    FluxReconciler(
        access: ClusterFields.access(kubeconfig, context, deadline), namespace: namespace, kustomization: kustomization,
        helmRelease: helmRelease, receiver: receiver)
}
.map { flux, node, decoding in
    ClusterFields.check(flux.access, node, decoding)
    return flux
}

private let receiver = mapping(
    "a Receiver",
    required("url", httpURL, "Its address: where notification-controller is reached, and `status.webhookPath`."),
    required("secret", secret, "The `token` of its secret. The Receiver is of the type `generic-hmac`."),
    optional(
        "caFile", path("a PEM file", example: "keys/flux-ca.pem"),
        "The authorities that are believed, instead of the system's.")
) { FluxReceiver(url: $0, secret: $1, caFile: $2) }
