import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import Secrets
import TrialKit

/// Two revisions of a few objects, which are nobody's but the trial's, at a live cluster.
struct ClusterHands: ReconcilerHands {
    let reconciler: any Reconciler
    let orders: [HandOff]
    private let client: KubernetesClient
    private let namespace: String
    private let pace: Pace

    private static let configMaps = KubernetesResource(
        group: "", version: "v1", plural: "configmaps", kind: "ConfigMap")
    private static let namespaces = KubernetesResource(
        group: "", version: "v1", plural: "namespaces", kind: "Namespace", isNamespaced: false)
    private static let services = KubernetesResource(group: "", version: "v1", plural: "services", kind: "Service")
    private static let deployments = KubernetesResource(
        group: "apps", version: "v1", plural: "deployments", kind: "Deployment")

    /// Makes the namespace where none is named, and takes everything away at the trial's end.
    init(
        _ access: KubernetesAccess, namespace wanted: String?, image: String?, secrets: any SecretReader,
        http: any HTTPSending, _ pace: Pace, _ trial: Trial
    ) async throws {
        let name = "trial-\(UUID().uuidString.lowercased().prefix(8))"
        let environment = ProcessInfo.processInfo.environment
        let client = KubernetesClient(
            access, secrets: secrets, http: http, environment: environment, credentials: ExecCredentials())
        let namespace = wanted ?? "sluice-\(name)"
        if wanted == nil {
            _ = try await client.apply(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]],
                as: Self.namespaces, namespace: nil)
            trial.atEnd {
                _ = try await client.delete(Self.namespaces, namespace: nil, name: namespace)
                trial.done("deleted the namespace that was made for it")
            }
        }
        trial.say("on namespace \(namespace)")
        trial.atEnd {
            for (resource, object) in [
                (Self.deployments, "\(name)-app"), (Self.services, name), (Self.configMaps, "\(name)-settings"),
                (Self.configMaps, "\(name)-leaves"), (Self.configMaps, "sluice-\(name)-trial"),
            ] { _ = try await client.delete(resource, namespace: namespace, name: object) }
            trial.done("deleted the objects that were applied")
        }
        self.client = client
        self.namespace = namespace
        self.pace = pace
        let branch = Branch(remote: try RemoteURL("ssh://git@trial.invalid/trial.git"), name: "main")
        let revisions = (0..<2).map { _ in CommitID(hex: Self.randomHex()) }
        orders = revisions.map { HandOff.ofTrial(name, $0, branch) }
        let files = Dictionary(
            uniqueKeysWithValues: revisions.enumerated().map { number, revision in
                (revision, Self.manifests(name, image: image, number: number, revision))
            })
        reconciler = Reconcilers.make(
            .kubernetes(
                KubernetesReconciler(
                    access: access, namespace: namespace, manifests: .plain(folder: try Template("trial")))),
            secrets: secrets, http: http, environment: environment,
            files: CommitFiles { _, commit, _ throws(Problem) in
                guard let text = files[commit] else { throw .permanent("There is no \(commit.short) in the trial.") }
                return ["trial/all.yaml": Array(text.utf8)]
            })
    }

    private var name: String { orders[0].stage.pipeline }

    func change() async throws -> Bool {
        let patched = try await client.mergePatch(
            Self.configMaps, namespace: namespace, name: "\(name)-settings", ["data": ["revision": "somebody's"]])
        guard patched != nil else { throw TrialFailure("ConfigMap \(name)-settings is gone.") }
        return true
    }

    func leftovers() async throws -> [String]? {
        let left = try await client.get(Self.configMaps, namespace: namespace, name: "\(name)-leaves")
        return left.map { [$0.title] } ?? []
    }

    func wait(for what: String) async throws { try await pace.wait(for: what) }

    private static func randomHex() -> String {
        (UUID().uuidString + UUID().uuidString).lowercased().filter(\.isHexDigit).prefix(40).description
    }

    /// Objects that a cluster without controllers takes, and a deployment where there is an image.
    private static func manifests(_ name: String, image: String?, number: Int, _ revision: CommitID) -> String {
        var objects = [
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: \(name)-settings }
            data: { revision: "\(revision)" }
            """,
            """
            apiVersion: v1
            kind: Service
            metadata: { name: \(name) }
            spec: { clusterIP: None, selector: { app: \(name) }, ports: [ { name: http, port: \(8080 + number), protocol: TCP } ] }
            """,
        ]
        if number == 0 {
            objects.append("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: \(name)-leaves }\ndata: { soon: gone }")
        }
        if let image {
            objects.append(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: \(name)-app }
                spec:
                  replicas: 1
                  selector: { matchLabels: { app: \(name) } }
                  template:
                    metadata: { labels: { app: \(name), revision: "\(revision.short)" } }
                    spec: { containers: [ { name: app, image: "\(image)" } ] }
                """)
        }
        return objects.joined(separator: "\n---\n") + "\n"
    }
}
