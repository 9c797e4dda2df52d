import Manifests
import Promotion

/// The description of `reconciler: { kubernetes: … }`.
let kubernetes: Value<KubernetesReconciler> = mapping(
    "Kubernetes",
    ClusterFields.kubeconfig, ClusterFields.inCluster, ClusterFields.context,
    optional(
        "namespace", namespace,
        "For objects that name no namespace, and for the inventory; that of the kubeconfig's context where it is missing."
    ),
    optional(
        "manifests", folder, "The folder whose YAML and JSON files, those in its folders too, are applied as they are."),
    optional("kustomize", folder, "The folder of which `kustomize build` makes what is applied."),
    optional("helm", helmChart, "The chart of which `helm template` makes what is applied, without hooks."),
    optional(
        "files", list(of: fixedTemplate("a pattern of files", example: "apps/**")),
        orEmpty: "What `kustomize` and `helm` get to see of the repository; their folder where it is missing."),
    optional(
        "prune", boolean, default: "true",
        """
        Whether objects that are not declared any more are deleted. Namespaces, CustomResourceDefinitions and \
        PersistentVolumeClaims never are.
        """),
    ClusterFields.deadline,
    later: [Later(name: "observe", brings: "another way to see what is live than the cluster's API")],
    rules: ClusterFields.rules + [.exactlyOne(["manifests", "kustomize", "helm"])]
) { kubeconfig, _, context, namespace, manifests, kustomize, helm, files, prune, deadline -> KubernetesReconciler? in
    let source =
        helm.map(KubernetesManifests.helm) ?? kustomize.map(KubernetesManifests.kustomize)
        ?? manifests.map(KubernetesManifests.plain)
    // Without any of them that has been refused already.
    guard let source else { return nil }
    return KubernetesReconciler(
        access: ClusterFields.access(kubeconfig, context, deadline), namespace: namespace, manifests: source,
        files: files, prunes: prune)
}
.map { kubernetes, node, decoding in
    if let kubernetes { ClusterFields.check(kubernetes.access, node, decoding) }
    return kubernetes
}

private let helmChart = mapping(
    "a Helm chart",
    required("chart", folder, "The chart's folder, with its dependencies in it."),
    required("release", fixedTemplate("a release's name", example: "${pipeline}"), "The release's name."),
    optional("values", list(of: folder), orEmpty: "Files of values in the repository; the last one wins.")
) { HelmChart(chart: $0, release: $1, values: $2) }

/// A file or folder in the repository, without wildcards.
private let folder: Value<Template> = fixedTemplate("a path in the repository", example: "apps/${pipeline}")
    .map { template, node, decoding in
        // Names of pipelines and environments have neither slashes nor dots.
        let path = template.segments.map { if case .literal(let text) = $0 { text } else { "x" } }.joined()
        if let fault = fault(inRepositoryPath: path) {
            decoding.refuse(node, "\(quoted(template.text)) is not a path in the repository: \(fault)")
            return nil
        }
        if path.contains("*") || path.contains("?") {
            decoding.refuse(node, "\(quoted(template.text)) has a wildcard; name one file or folder")
            return nil
        }
        return template
    }
