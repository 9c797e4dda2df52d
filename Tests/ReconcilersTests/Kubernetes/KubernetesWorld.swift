import Foundation
import PortsTestKit
import Promotion
import Secrets
import Synchronization
import TestServers

@testable import Reconcilers

/// Commits whose files a test writes, a namespace of the real API server, and the hands of the deployment controller.
final class KubernetesWorld: Sendable {
    let cluster: TestCluster
    let sender: FaultySender
    private let commits = Mutex<[CommitID: [String: String]]>([:])

    init() async throws {
        cluster = try await TestCluster()
        sender = try FaultySender()
    }

    /// What a commit holds.
    func commit(_ commit: CommitID, _ files: [String: String]) { commits.withLock { $0[commit] = files } }

    var files: CommitFiles {
        CommitFiles { [self] patterns, commit, _ throws(Problem) in
            guard let held = commits.withLock({ $0[commit] }) else {
                throw .transient("The mirror does not have \(commit.short) yet.")
            }
            return held.filter { file, _ in patterns.contains { $0.matches(file) } }.mapValues { Array($0.utf8) }
        }
    }

    func kubernetes(
        _ manifests: KubernetesManifests? = nil, files patterns: [String] = [], prunes: Bool = true,
        deadline: TimeInterval = 30, path: String = "/usr/bin:/bin", watches: ClusterWatches = ClusterWatches()
    ) throws -> Kubernetes {
        var access = cluster.access
        access.deadline = deadline
        return Kubernetes(
            KubernetesReconciler(
                access: access, namespace: cluster.namespace,
                manifests: try manifests ?? .plain(folder: Template("apps")),
                files: try patterns.map { try Template($0) }, prunes: prunes),
            client: KubernetesClient(
                access, secrets: SystemSecrets.ofTests, http: sender, environment: [:],
                credentials: ExecCredentials()), files: files, lineage: .ofTests, watches: watches,
            environment: ["PATH": path])
    }

    static func deployment(_ name: String, _ revision: CommitID) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: \(name) }
        spec:
          replicas: 3
          selector: { matchLabels: { app: \(name) } }
          template:
            metadata: { labels: { app: \(name), revision: "\(revision.short)" } }
            spec: { containers: [ { name: app, image: "registry.example.com/app:\(revision.short)" } ] }

        """
    }

    /// Writes a deployment's status of its newest specification, as its controller does.
    func report(_ name: String = "app", available: Int = 3, _ conditions: [Unstructured]? = nil) async throws {
        let generation = try await cluster.get(.deployments, name)?.generation ?? 0
        let rolledOut: Unstructured = ["type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"]
        try await cluster.setStatus(
            [
                "observedGeneration": .integer(generation), "replicas": 3, "updatedReplicas": 3,
                "readyReplicas": .integer(available), "availableReplicas": .integer(available),
                "conditions": .array(conditions ?? [rolledOut]),
            ], of: .deployments, name)
    }
}
