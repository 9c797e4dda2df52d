import Foundation
import Manifests
import Promotion
import Secrets
import TestServers

@testable import Reconcilers

/// Flux as a test plays it at the real API server: its kinds, one source, one Kustomization, and what its controllers write.
struct FluxWorld: Sendable {
    let cluster: TestCluster

    static let kustomizations = KubernetesResource(
        group: FluxNames.kustomize, version: "v1", plural: "kustomizations", kind: "Kustomization")
    static let repositories = KubernetesResource(
        group: FluxNames.source, version: "v1", plural: "gitrepositories", kind: "GitRepository")
    static let helmReleases = KubernetesResource(
        group: FluxNames.helm, version: "v2", plural: "helmreleases", kind: "HelmRelease")

    init() async throws {
        cluster = try await TestCluster()
        try await Self.definitions.value
        try await cluster.apply(
            [
                "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "metadata": ["name": "repo"],
                "spec": [
                    "url": "ssh://git@git.example.com/platform/prod.git", "interval": "1m", "ref": ["branch": "main"],
                ],
            ], as: Self.repositories)
        try await makeKustomization("apps")
    }

    func makeKustomization(_ name: String, dependsOn: [String] = []) async throws {
        try await cluster.apply(
            [
                "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
                "metadata": ["name": .string(name)],
                "spec": [
                    "interval": "1m", "prune": true, "path": "./apps",
                    "sourceRef": ["kind": "GitRepository", "name": "repo"],
                    "dependsOn": .array(dependsOn.map { ["name": .string($0)] }),
                ],
            ], as: Self.kustomizations)
    }

    func definition(helmRelease: String? = nil, receiver: FluxReceiver? = nil) throws -> FluxReconciler {
        FluxReconciler(
            access: cluster.access, namespace: cluster.namespace, kustomization: try Template("apps"),
            helmRelease: try helmRelease.map { try Template($0) }, receiver: receiver)
    }

    func flux(
        _ definition: FluxReconciler, _ sender: FaultySender, deadline: TimeInterval = 30,
        watches: ClusterWatches = ClusterWatches()
    ) -> Flux {
        var definition = definition
        definition.access.deadline = deadline
        let secrets = SystemSecrets.ofTests
        return Flux(
            definition,
            client: KubernetesClient(
                definition.access, secrets: secrets, http: sender, environment: [:], credentials: ExecCredentials()),
            secrets: secrets, http: sender, lineage: .ofTests, watches: watches)
    }

    func kustomization(_ name: String = "apps") async throws -> Unstructured {
        try await cluster.get(Self.kustomizations, name) ?? .null
    }

    /// Writes a status of the newest specification: what is there already and is not named stays, conditions are replaced.
    func report(
        _ resource: KubernetesResource = FluxWorld.kustomizations, _ name: String = "apps",
        conditions: [Unstructured]? = nil,
        status: Unstructured = [:]
    ) async throws {
        var status = status
        if status["observedGeneration"] == nil {
            status["observedGeneration"] = .integer(try await cluster.get(resource, name)?.generation ?? 0)
        }
        if let conditions { status["conditions"] = .array(conditions) }
        try await cluster.setStatus(status, of: resource, name)
    }

    /// What the source controller writes once it has fetched a commit.
    func fetch(_ commit: CommitID) async throws {
        try await report(
            Self.repositories, "repo", conditions: [Self.succeeded],
            status: [
                "artifact": [
                    "revision": "main@sha1:\(commit)", "path": "gitrepository/x.tar.gz",
                    "url": "http://source/x.tar.gz",
                    "digest": "sha256:\(String(repeating: "0", count: 64))", "lastUpdateTime": "2026-11-29T12:00:00Z",
                ]
            ])
    }

    static func condition(_ type: String, _ status: Bool, _ reason: String, _ message: String = "-") -> Unstructured {
        [
            "type": .string(type), "status": status ? "True" : "False", "reason": .string(reason),
            "message": .string(message), "lastTransitionTime": "2026-11-29T12:00:00Z",
        ]
    }

    static let succeeded = condition("Ready", true, "ReconciliationSucceeded", "Applied")

    // MARK: The kinds

    /// Flux's own definitions where they are at hand; open ones of the tests' own otherwise.
    private static let definitions = Task {
        let cluster = try await TestCluster()
        for (file, resource) in [
            ("flux-kustomizations", kustomizations), ("flux-gitrepositories", repositories),
            ("flux-helmreleases", helmReleases),
        ] {
            let definition =
                try official(file)
                ?? openDefinition(
                    group: resource.group, version: resource.version, kind: resource.kind, plural: resource.plural)
            _ = try await cluster.client.apply(definition, as: .definitions, namespace: nil)
            _ = try await cluster.client.wait(
                for: .definitions, namespace: nil, name: definition.name, within: .seconds(30)
            ) { object in
                (object["status"]?["conditions"]?.array ?? []).contains {
                    $0["type"] == "Established" && $0["status"] == "True"
                }
            }
        }
        // That the kind is established is told a moment before it is served.
        let end = ContinuousClock.now + .seconds(30)
        while try await cluster.client.preferred(group: FluxNames.helm, kind: "HelmRelease") == nil,
            ContinuousClock.now < end
        {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Without the rules in CEL, which a server of 2021 does not know.
    private static func official(_ name: String) throws -> Unstructured? {
        let root = repositoryFolder.appendingPathComponent("../shared/specs").standardizedFileURL.path
        let folder = ProcessInfo.processInfo.environment["SLUICE_SPECS"] ?? root
        guard let text = try? String(contentsOfFile: "\(folder)/crds/\(name).yaml", encoding: .utf8) else { return nil }
        var definition = Unstructured(yaml: try YAMLTree.parse(Array(text.utf8), file: name)).without(
            "x-kubernetes-validations")
        definition["status"] = nil
        return definition
    }
}

extension Unstructured {
    /// Without any member of this name, however deep.
    fileprivate func without(_ key: String) -> Unstructured {
        switch self {
        case .array(let elements): .array(elements.map { $0.without(key) })
        case .object(let members): .object(members.filter { $0.key != key }.mapValues { $0.without(key) })
        default: self
        }
    }
}
