import Foundation
import HTTPTransport
import TestServers

/// A namespace of the real kube-apiserver, as an administrator and the controllers use it.
struct Cluster: Sendable {
    let server: KubernetesServer
    let namespace = "shop-\(UUID().uuidString.prefix(8).lowercased())"
    private let http: HTTPClient

    /// Paths of collections in the namespace.
    enum Kind: String {
        case configMaps = "/api/v1/namespaces/NS/configmaps"
        case services = "/api/v1/namespaces/NS/services"
        case deployments = "/apis/apps/v1/namespaces/NS/deployments"
        case roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles"
        case bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings"
        case kustomizations = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/NS/kustomizations"
        case repositories = "/apis/source.toolkit.fluxcd.io/v1/namespaces/NS/gitrepositories"
        case namespaces = "/api/v1/namespaces"
        case definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    }

    /// What an answer holds at a path of names.
    struct Answer: @unchecked Sendable {
        fileprivate let value: Any?

        subscript(_ names: String...) -> Answer {
            Answer(value: names.reduce(value) { ($0 as? [String: Any])?[$1] })
        }
        var text: String? { value as? String }
        var number: Int? { value as? Int }
        var isThere: Bool { value != nil }
    }

    init() async throws {
        server = try await KubernetesServer.shared()
        http = try HTTPClient()
        try await apply("apiVersion: v1\nkind: Namespace\nmetadata: { name: \(namespace) }\n", .namespaces, namespace)
    }

    @discardableResult
    func call(
        _ method: String, _ path: String, _ body: String? = nil, type: String = "application/merge-patch+json"
    ) async throws -> Answer {
        var request = HTTPRequest(method, server.url + path)
        request.caFile = server.authority
        request.allowLocal = true
        request.headers["Authorization"] = "Bearer \(KubernetesServer.adminToken)"
        if let body {
            request.headers["Content-Type"] = type
            request.body = Array(body.utf8)
        }
        let response = try await http.send(request)
        guard response.isSuccess || response.status == 404 else {
            throw CommandFailure(
                description: "\(method) \(path): \(response.status) \(String(decoding: response.body, as: UTF8.self))")
        }
        guard response.isSuccess else { return Answer(value: nil) }
        return Answer(value: try JSONSerialization.jsonObject(with: Data(response.body)))
    }

    private func path(_ kind: Kind, _ name: String) -> String {
        kind.rawValue.replacing("NS", with: namespace) + "/" + name
    }

    func get(_ kind: Kind, _ name: String) async throws -> Answer { try await call("GET", path(kind, name)) }

    func apply(_ yaml: String, _ kind: Kind, _ name: String) async throws {
        try await call(
            "PATCH", path(kind, name) + "?fieldManager=tests&force=true", yaml, type: "application/apply-patch+yaml")
    }

    func patch(_ kind: Kind, _ name: String, _ json: String) async throws {
        try await call("PATCH", path(kind, name), json)
    }

    /// Writes an object's status, as its controller does.
    func setStatus(_ kind: Kind, _ name: String, _ json: String) async throws {
        try await call("PATCH", path(kind, name) + "/status", "{\"status\": \(json)}")
    }

    /// Rolls out what a deployment declares now, as its controller does.
    func rollOut(_ name: String) async throws {
        let generation = try await get(.deployments, name)["metadata", "generation"].number ?? 0
        try await setStatus(
            .deployments, name,
            """
            {"observedGeneration": \(generation), "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1,
             "availableReplicas": 1,
             "conditions": [{"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"}]}
            """)
    }

    /// Gives the stranger of the server what a file of `deploy/kubernetes` grants, in this namespace, and nothing else.
    func grant(_ file: String) async throws {
        let url = repositoryFolder.appendingPathComponent("deploy/kubernetes/\(file)")
        let text = try String(contentsOf: url, encoding: .utf8)
        for (document, kind) in zip(text.split(separator: "\n---\n"), [Kind.roles, .bindings]) {
            let here = String(document).replacing(/\n  namespace: .*/, with: "\n  namespace: \(namespace)")
            let account = here.replacing(
                /subjects:[\s\S]*/,
                with: "subjects: [{ kind: User, name: stranger, apiGroup: rbac.authorization.k8s.io }]")
            try await apply(account, kind, "sluice")
        }
    }

    /// The kubeconfig of somebody who has what was granted.
    func kubeconfig() throws -> String {
        try server.kubeconfig(user: "{ token: \(KubernetesServer.strangerToken) }", namespace: namespace)
    }

    // MARK: Flux

    /// Installs Flux's own definitions; false where they are not at hand.
    func installFlux() async throws -> Bool {
        let beside = repositoryFolder.appendingPathComponent("../shared/specs").standardizedFileURL.path
        let folder = ProcessInfo.processInfo.environment["SLUICE_SPECS"] ?? beside
        for (file, name, version) in [
            ("flux-kustomizations", "kustomizations.kustomize.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io/v1"),
            ("flux-gitrepositories", "gitrepositories.source.toolkit.fluxcd.io", "source.toolkit.fluxcd.io/v1"),
        ] {
            guard let text = try? String(contentsOfFile: "\(folder)/crds/\(file).yaml", encoding: .utf8) else {
                return false
            }
            try await apply(Self.withoutRules(text), .definitions, name)
            let end = ContinuousClock.now + .seconds(30)
            while try await !call("GET", "/apis/\(version)").isThere {
                guard ContinuousClock.now < end else { throw CommandFailure(description: "\(version) is not served") }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return true
    }

    /// Without the rules in CEL, which a server of 2021 does not know.
    private static func withoutRules(_ yaml: String) -> String {
        var kept: [Substring] = []
        var depth: Int?
        for line in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
            let indent = line.prefix { $0 == " " }.count
            if let rules = depth, indent > rules || (indent == rules && line.dropFirst(indent).hasPrefix("-")) {
                continue
            }
            depth = line.dropFirst(indent) == "x-kubernetes-validations:" ? indent : nil
            if depth == nil { kept.append(line) }
        }
        return kept.joined(separator: "\n")
    }
}
