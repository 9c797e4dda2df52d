import Promotion

/// The objects of one stage as they are in the cluster now.
struct FluxObjects: Sendable {
    private let client: KubernetesClient
    private let kustomizeKind: KubernetesResource?
    private let helmKind: KubernetesResource?
    private(set) var look = FluxLook()
    private var sourceKind: KubernetesResource?
    private var sourceName: FluxName?

    /// Reads them. Throws where Flux is not in the cluster; an object that is missing is missing in the look.
    init(_ definition: FluxReconciler, _ request: HandOff, _ client: KubernetesClient) async throws(Problem) {
        self.client = client
        func name(_ template: Template?) throws(Problem) -> FluxName? {
            guard let template else { return nil }
            let text = try template.render(
                request.release, pipeline: request.stage.pipeline, environment: request.stage.environment)
            return FluxName(text, namespace: definition.namespace)
        }
        look.kustomizationName = try name(definition.kustomization)
        look.helmReleaseName = try name(definition.helmRelease)
        kustomizeKind =
            look.kustomizationName == nil ? nil : try await Self.kind("Kustomization", FluxNames.kustomize, client)
        helmKind = look.helmReleaseName == nil ? nil : try await Self.kind("HelmRelease", FluxNames.helm, client)
        if let kind = kustomizeKind, let name = look.kustomizationName {
            look.kustomization = try await Self.read(kind, name, client)
        }
        if let kind = helmKind, let name = look.helmReleaseName {
            look.helmRelease = try await Self.read(kind, name, client)
        }
        try await readSource()
    }

    private static func kind(
        _ kind: String, _ group: String, _ client: KubernetesClient
    ) async throws(Problem) -> KubernetesResource {
        guard let resource = try await client.preferred(group: group, kind: kind) else {
            throw .permanent(
                "The cluster knows no \(kind) of \(group).",
                remedy: "Install Flux there, or name the right cluster in `kubeconfig` and `context`.")
        }
        return resource
    }

    private static func read(
        _ kind: KubernetesResource, _ name: FluxName, _ client: KubernetesClient
    ) async throws(Problem) -> FluxObject? {
        try await client.get(kind, namespace: name.namespace, name: name.name).map { FluxObject($0) }
    }

    /// The source that the Kustomization applies, or that the HelmRelease's chart is in.
    private mutating func readSource() async throws(Problem) {
        let spec = look.kustomization?.object["spec"] ?? look.helmRelease?.object["spec"]?["chart"]?["spec"]
        let owner = look.kustomization ?? look.helmRelease
        guard let reference = spec?["sourceRef"], let kind = reference["kind"]?.string,
            ["GitRepository", "OCIRepository", "Bucket"].contains(kind), let name = reference["name"]?.string
        else { return }
        let namespace = reference["namespace"]?.string ?? owner?.object.namespace ?? ""
        let source = try await Self.kind(kind, FluxNames.source, client)
        let place = FluxName(namespace: namespace, name: name)
        sourceKind = source
        sourceName = place
        look.source = try await Self.read(source, place, client)
    }

    /// What is to be asked, the source first: what applies it would otherwise apply what the source had before.
    var inOrder: [(resource: KubernetesResource, object: FluxObject)] {
        [(sourceKind, look.source), (kustomizeKind, look.kustomization), (helmKind, look.helmRelease)].compactMap {
            guard let kind = $0.0, let object = $0.1 else { return nil }
            return (kind, object)
        }
    }

    /// What tells how far it is, whether it is there or not. What the objects themselves wait for is not among it: they look
    /// after that by themselves.
    var watched: [WatchedObject] {
        func watched(_ kind: KubernetesResource?, _ name: FluxName?, _ object: FluxObject?) -> WatchedObject? {
            guard let kind, let name else { return nil }
            return WatchedObject(
                resource: kind, namespace: name.namespace, name: name.name, version: object?.object.resourceVersion)
        }
        return [
            watched(sourceKind, sourceName, look.source),
            watched(kustomizeKind, look.kustomizationName, look.kustomization),
            watched(helmKind, look.helmReleaseName, look.helmRelease),
        ].compactMap(\.self)
    }

    /// Throws where nothing can be asked, or where a source follows another branch.
    func check(_ request: HandOff) throws(Problem) {
        if let name = look.kustomizationName, look.kustomization == nil {
            throw .transient("There is no Kustomization \(name.description) in the cluster.")
        }
        if look.kustomizationName == nil, let name = look.helmReleaseName, look.helmRelease == nil {
            throw .transient("There is no HelmRelease \(name.description) in the cluster.")
        }
        guard let source = look.source, source.object.kind == "GitRepository",
            let branch = source.object["spec"]?["ref"]?["branch"]?.string, branch != request.branch.name,
            // What stands beside a branch wins over it.
            ["commit", "tag", "semver", "name"].allSatisfy({ source.object["spec"]?["ref"]?[$0] == nil })
        else { return }
        throw .permanent(
            "\(source.title) follows the branch \(branch.oneLine(limit: 100)), and \(request.stage.environment) writes "
                + "\(request.branch.name).",
            remedy: "Let both name the same branch.")
    }

    /// What the objects wait for, and what that waits for, a few steps deep.
    func dependencies() async throws(Problem) -> [String: FluxObject] {
        var found: [String: FluxObject] = [:]
        for (kind, start) in [(kustomizeKind, look.kustomization), (helmKind, look.helmRelease)] {
            guard let kind, let start else { continue }
            var open = start.dependencies
            while let name = open.popLast(), found.count < 20 {
                let key = "\(kind.kind) \(name.description)"
                guard found[key] == nil, let object = try await Self.read(kind, name, client) else { continue }
                found[key] = object
                if object.ready?.isTrue != true { open += object.dependencies }
            }
        }
        return found
    }
}

extension FluxLook {
    /// Whether an object says that it waits for another one.
    var isBlockedByDependency: Bool {
        [kustomization, helmRelease].contains { $0?.condition("Ready")?.reason == "DependencyNotReady" }
    }
}
