import Foundation
import HTTPTransport
import Promotion
import Secrets
import TestServers

@testable import Reconcilers

/// The real API server as one test uses it: a namespace of its own, and the hands of the controllers.
struct TestCluster: Sendable {
    let server: KubernetesServer
    let client: KubernetesClient
    let namespace: String
    private let folder: TemporaryDirectory

    static let http = Result { try HTTPClient() }

    init() async throws {
        server = try await KubernetesServer.shared()
        folder = try TemporaryDirectory("cluster")
        // The test's own stays as it is, whatever becomes of the one that is tried.
        for name in ["kubeconfig", "admin"] { try folder.write(try server.kubeconfig(), to: name) }
        namespace = "test-\(UUID().uuidString.prefix(8).lowercased())"
        client = try Self.client(folder.file("admin"))
        _ = try await client.apply(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]], as: .namespaces,
            namespace: nil)
    }

    /// Of the user who may do everything, until another kubeconfig is written.
    var access: KubernetesAccess { KubernetesAccess(kubeconfig: .file(folder.file("kubeconfig"))) }

    /// Writes another kubeconfig in its place.
    func write(kubeconfig: String) throws { try folder.write(kubeconfig, to: "kubeconfig") }

    static func client(
        _ kubeconfig: String?, environment: [String: String] = [:], serviceAccount: String = "/nowhere",
        http: (any HTTPSending)? = nil, credentials: ExecCredentials = ExecCredentials(), context: String? = nil,
        deadline: TimeInterval = 30
    ) throws -> KubernetesClient {
        KubernetesClient(
            KubernetesAccess(kubeconfig: kubeconfig.map { .file($0) }, context: context, deadline: deadline),
            secrets: SystemSecrets(environment: [:], directory: "/"), http: try http ?? Self.http.get(),
            environment: environment, credentials: credentials, serviceAccount: serviceAccount)
    }

    /// Makes or changes an object in this test's namespace.
    @discardableResult
    func apply(_ object: Unstructured, as resource: KubernetesResource) async throws -> Unstructured {
        try await client.apply(object, as: resource, namespace: namespace)
    }

    /// Writes an object's status, as its controller does.
    @discardableResult
    func setStatus(_ status: Unstructured, of resource: KubernetesResource, _ name: String) async throws -> Unstructured
    {
        let call = KubernetesCall(
            method: "PATCH", path: resource.path(namespace: namespace, name: name) + ["status"],
            body: (["status": status] as Unstructured).json, contentType: "application/merge-patch+json",
            purpose: "playing the controller of \(name)")
        return try await client.send(call).body
    }

    /// Shows the user from now on who may do nothing else than this in the test's namespace.
    func becomeStranger(_ verbs: [String], of groups: [String], probing resource: KubernetesResource) async throws {
        func strings(_ values: [String]) -> Unstructured { .array(values.map { .string($0) }) }
        let api = "rbac.authorization.k8s.io"
        try await apply(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "stranger"],
                "rules": [["apiGroups": strings(groups), "resources": ["*"], "verbs": strings(verbs)]],
            ], as: KubernetesResource(group: api, version: "v1", plural: "roles", kind: "Role"))
        try await apply(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "stranger"],
                "roleRef": ["apiGroup": .string(api), "kind": "Role", "name": "stranger"],
                "subjects": [["apiGroup": .string(api), "kind": "User", "name": "stranger"]],
            ], as: KubernetesResource(group: api, version: "v1", plural: "rolebindings", kind: "RoleBinding"))
        try write(kubeconfig: try server.kubeconfig(user: "{ token: \(KubernetesServer.strangerToken) }"))
        let stranger = try Self.client(folder.file("kubeconfig"))
        // That a right was given is told a moment before it holds.
        try await eventually {
            do {
                return try await stranger.get(resource, namespace: namespace, name: "none") == nil
            } catch {
                return false
            }
        }
    }

    func get(_ resource: KubernetesResource, _ name: String) async throws -> Unstructured? {
        try await client.get(resource, namespace: namespace, name: name)
    }
}

extension KubernetesResource {
    static let namespaces = KubernetesResource(
        group: "", version: "v1", plural: "namespaces", kind: "Namespace", isNamespaced: false)
    static let configMaps = KubernetesResource(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap")
    static let secrets = KubernetesResource(group: "", version: "v1", plural: "secrets", kind: "Secret")
    static let deployments = KubernetesResource(
        group: "apps", version: "v1", plural: "deployments", kind: "Deployment")
    static let definitions = KubernetesResource(
        group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions",
        kind: "CustomResourceDefinition", isNamespaced: false)
}

/// A CRD of the tests' own: any fields, and a status of its own.
func openDefinition(group: String, version: String, kind: String, plural: String) -> Unstructured {
    [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": .string("\(plural).\(group)")],
        "spec": [
            "group": .string(group), "scope": "Namespaced",
            "names": [
                "kind": .string(kind), "plural": .string(plural), "singular": .string(kind.lowercased()),
                "listKind": .string("\(kind)List"),
            ],
            "versions": [
                [
                    "name": .string(version), "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": [
                        "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                    ],
                ]
            ],
        ],
    ]
}

/// `config` as a ConfigMap of one entry.
func configMap(_ name: String, _ value: String) -> Unstructured {
    ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": ["key": .string(value)]]
}
