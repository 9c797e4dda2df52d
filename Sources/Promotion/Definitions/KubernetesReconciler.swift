/// A cluster to which Sluice itself applies what the branch declares, without a GitOps controller.
package struct KubernetesReconciler: Sendable, Hashable {
    package var access: KubernetesAccess
    /// For objects that name none; that of the kubeconfig's context, or of the pod, where nil.
    package var namespace: String?
    package var manifests: KubernetesManifests
    /// The files of the repository that `kustomize` and `helm` get to see, as patterns; their folder where empty.
    package var files: [Template]
    /// Whether what is not declared any more is deleted.
    package var prunes: Bool

    package init(
        access: KubernetesAccess, namespace: String? = nil, manifests: KubernetesManifests, files: [Template] = [],
        prunes: Bool = true
    ) {
        self.access = access
        self.namespace = namespace
        self.manifests = manifests
        self.files = files
        self.prunes = prunes
    }
}

/// What a cluster's objects are made of.
package enum KubernetesManifests: Sendable, Hashable {
    /// The YAML and JSON files in and below a folder, as they are.
    case plain(folder: Template)
    /// What `kustomize build` makes of a folder.
    case kustomize(folder: Template)
    /// What `helm template` makes of a chart in the repository.
    case helm(HelmChart)
}

package struct HelmChart: Sendable, Hashable {
    /// The chart's folder.
    package var chart: Template
    /// The release's name.
    package var release: Template
    /// Files of values, the last one wins.
    package var values: [Template]

    package init(chart: Template, release: Template, values: [Template] = []) {
        self.chart = chart
        self.release = release
        self.values = values
    }
}
