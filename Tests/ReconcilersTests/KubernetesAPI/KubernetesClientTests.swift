import Foundation
import HTTPTransport
import Promotion
import Secrets
import TestServers
import Testing

@testable import Reconcilers

@Suite(
    "The Kubernetes client at a real API server",
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct KubernetesClientTests {
    @Test("applies, reads, patches, applies without a field, and deletes")
    func verbs() async throws {
        let cluster = try await TestCluster()
        #expect(try await cluster.get(.configMaps, "settings") == nil)
        var object = configMap("settings", "1")
        object["data"]?["other"] = "2"
        try await cluster.apply(object, as: .configMaps)
        #expect(try await cluster.get(.configMaps, "settings")?["data"] == ["key": "1", "other": "2"])

        let patched = try await cluster.client.mergePatch(
            .configMaps, namespace: cluster.namespace, name: "settings", ["metadata": ["labels": ["by": "patch"]]])
        #expect(patched?.label("by") == "patch")

        // A field that is not declared any more goes; what others declared stays.
        try await cluster.apply(configMap("settings", "3"), as: .configMaps)
        let applied = try #require(try await cluster.get(.configMaps, "settings"))
        #expect(applied["data"] == ["key": "3"])
        #expect(applied.label("by") == "patch")
        let managers = applied["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string }
        #expect(managers?.contains("sluice") == true)

        let client = cluster.client
        #expect(
            try await client.mergePatch(.configMaps, namespace: cluster.namespace, name: "none", [:]) == nil)
        await #expect(throws: Problem.self) {
            try await client.delete(
                .configMaps, namespace: cluster.namespace, name: "settings",
                uid: "00000000-0000-0000-0000-000000000000")
        }
        #expect(try await client.delete(.configMaps, namespace: cluster.namespace, name: "settings"))
        #expect(try await client.delete(.configMaps, namespace: cluster.namespace, name: "settings") == false)
    }

    @Test("a dry run changes nothing and tells what would be")
    func dryRun() async throws {
        let cluster = try await TestCluster()
        try await cluster.apply(configMap("settings", "1"), as: .configMaps)
        let would = try await cluster.client.apply(
            configMap("settings", "2"), as: .configMaps, namespace: cluster.namespace, dryRun: true)
        #expect(would["data"]?["key"] == "2")
        #expect(try await cluster.get(.configMaps, "settings")?["data"]?["key"] == "1")
    }

    @Test("lists with labels; a watch goes on from the list and tells what happens then")
    func listAndWatch() async throws {
        let cluster = try await TestCluster()
        for name in ["one", "two"] { try await cluster.apply(configMap(name, name), as: .configMaps) }
        let list = try await cluster.client.list(.configMaps, namespace: cluster.namespace)
        #expect(list.items.map(\.name).sorted().filter { $0 != "kube-root-ca.crt" } == ["one", "two"])
        #expect(list.items.allSatisfy { $0.kind == "ConfigMap" && $0.apiVersion == "v1" })

        try await cluster.apply(configMap("three", "3"), as: .configMaps)
        try await cluster.apply(configMap("one", "changed"), as: .configMaps)
        _ = try await cluster.client.delete(.configMaps, namespace: cluster.namespace, name: "two")
        var told: [String] = []
        let end = try await cluster.client.watch(
            .configMaps, namespace: cluster.namespace, from: list.resourceVersion, seconds: 20
        ) { event in
            switch event {
            case .added(let object): told.append("added \(object.name)")
            case .modified(let object): told.append("modified \(object.name)")
            case .deleted(let object): told.append("deleted \(object.name)")
            case .bookmark: break
            }
            return told.count == 3
        }
        #expect(end == .enough)
        #expect(told == ["added three", "modified one", "deleted two"])
    }

    @Test("a watch ends when its time is up, where it can go on from")
    func watchEnds() async throws {
        let cluster = try await TestCluster()
        let list = try await cluster.client.list(.configMaps, namespace: cluster.namespace)
        let end = try await cluster.client.watch(
            .configMaps, namespace: cluster.namespace, from: list.resourceVersion, seconds: 1
        ) { _ in false }
        guard case .ended(let version) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(Int(version) ?? 0 >= Int(list.resourceVersion) ?? .max)
    }

    @Test("waits for what comes later, by a watch")
    func waits() async throws {
        let cluster = try await TestCluster()
        async let found = cluster.client.wait(
            for: .configMaps, namespace: cluster.namespace, name: "late", within: .seconds(20)
        ) { $0["data"]?["key"] == "ready" }
        try await cluster.apply(configMap("late", "not yet"), as: .configMaps)
        try await cluster.apply(configMap("late", "ready"), as: .configMaps)
        #expect(try await found["data"]?["key"] == "ready")
        let client = cluster.client
        let problem = await #expect(throws: Problem.self) {
            try await client.wait(
                for: .configMaps, namespace: cluster.namespace, name: "never", within: .seconds(1)
            ) { _ in true }
        }
        #expect(problem?.isTransient == true)
    }

    @Test("finds how a kind is served")
    func discovery() async throws {
        let cluster = try await TestCluster()
        #expect(try await cluster.client.resource(apiVersion: "apps/v1", kind: "Deployment") == .deployments)
        #expect(try await cluster.client.resource(apiVersion: "v1", kind: "Namespace") == .namespaces)
        #expect(try await cluster.client.resource(apiVersion: "v1", kind: "Unheard") == nil)
        #expect(try await cluster.client.resource(apiVersion: "unheard.example.com/v1", kind: "Unheard") == nil)
        #expect(try await cluster.client.preferred(group: "apps", kind: "Deployment")?.version == "v1")
        #expect(try await cluster.client.preferred(group: "unheard.example.com", kind: "Unheard") == nil)
    }

    @Test("refusals are told in the cluster's words, and classified")
    func refusals() async throws {
        let cluster = try await TestCluster()
        let stranger = try TestCluster.client(
            TemporaryFiles.shared.write(
                try cluster.server.kubeconfig(user: "{ token: \(KubernetesServer.strangerToken) }")))
        let forbidden = await #expect(throws: Problem.self) {
            try await stranger.get(.configMaps, namespace: cluster.namespace, name: "x")
        }
        #expect(forbidden?.kind == .permanent)
        #expect(forbidden?.summary.contains(#"User "stranger" cannot get resource "configmaps""#) == true)

        let unknown = try TestCluster.client(
            TemporaryFiles.shared.write(try cluster.server.kubeconfig(user: "{ token: never-heard-of }")))
        let unauthorized = await #expect(throws: Problem.self) {
            try await unknown.get(.configMaps, namespace: cluster.namespace, name: "x")
        }
        #expect(unauthorized?.kind == .unauthorized)
        #expect(unauthorized?.description.contains("never-heard-of") == false)

        let client = cluster.client
        let invalid = await #expect(throws: Problem.self) {
            try await client.apply(configMap("Not A Name", "x"), as: .configMaps, namespace: cluster.namespace)
        }
        #expect(invalid?.kind == .permanent)
        #expect(invalid?.summary.contains("Invalid: ConfigMap") == true)
    }

    @Test("what a refusal says of a Secret is not repeated")
    func secretWords() async throws {
        let cluster = try await TestCluster()
        let client = cluster.client
        let problem = await #expect(throws: Problem.self) {
            try await client.apply(
                [
                    "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "login"], "type": "kubernetes.io/tls",
                    "stringData": ["hunter2!": "hunter2"],
                ], as: .secrets, namespace: cluster.namespace)
        }
        #expect(problem?.summary.contains("Secret") == true)
        #expect(problem?.description.contains("hunter2\"") == false)
    }

    @Test("a client certificate, from files and in the kubeconfig")
    func certificate() async throws {
        let cluster = try await TestCluster()
        let files = try cluster.server.certificates.client("/O=system:masters/CN=by-certificate")
        let data = try [files.certificate, files.key].map {
            try Data(contentsOf: URL(fileURLWithPath: $0)).base64EncodedString()
        }
        for user in [
            "{ client-certificate: \(files.certificate), client-key: \(files.key) }",
            "{ client-certificate-data: \(data[0]), client-key-data: \(data[1]) }",
        ] {
            let client = try TestCluster.client(
                TemporaryFiles.shared.write(try cluster.server.kubeconfig(user: user)))
            #expect(try await client.get(.namespaces, namespace: nil, name: cluster.namespace) != nil)
        }
    }

    @Test("a connection that one certificate has opened is not used for another, nor for none")
    func connections() async throws {
        let cluster = try await TestCluster()
        for (subject, isAllowed) in [("/O=system:masters/CN=one", true), ("/CN=two", false)] {
            let files = try cluster.server.certificates.client(subject)
            let user = "{ client-certificate: \(files.certificate), client-key: \(files.key) }"
            let client = try TestCluster.client(
                TemporaryFiles.shared.write(try cluster.server.kubeconfig(user: user)))
            let found = try? await client.get(.namespaces, namespace: nil, name: cluster.namespace)
            #expect((found != nil) == isAllowed)
        }
        let nobody = try TestCluster.client(TemporaryFiles.shared.write(try cluster.server.kubeconfig(user: "{}")))
        let problem = await #expect(throws: Problem.self) {
            try await nobody.get(.namespaces, namespace: nil, name: cluster.namespace)
        }
        #expect(problem?.isTransient == false)
    }

    @Test("a pod's token is read again at each call")
    func inCluster() async throws {
        let cluster = try await TestCluster()
        let account = try TemporaryDirectory("account")
        try account.write(try String(contentsOfFile: cluster.server.authority, encoding: .utf8), to: "ca.crt")
        try account.write("the-old-one", to: "token")
        try account.write("some-namespace", to: "namespace")
        let url = try #require(URL(string: cluster.server.url))
        let client = try TestCluster.client(
            nil,
            environment: [
                "KUBERNETES_SERVICE_HOST": url.host ?? "", "KUBERNETES_SERVICE_PORT": "\(url.port ?? 0)",
            ], serviceAccount: account.path)
        #expect(try client.namespace() == "some-namespace")
        let problem = await #expect(throws: Problem.self) {
            try await client.get(.namespaces, namespace: nil, name: cluster.namespace)
        }
        #expect(problem?.kind == .unauthorized)
        try account.write(KubernetesServer.adminToken + "\n", to: "token")
        #expect(try await client.get(.namespaces, namespace: nil, name: cluster.namespace) != nil)
    }

    @Test("an exec plugin runs once while its credential holds, and again when it is refused")
    func plugin() async throws {
        let cluster = try await TestCluster()
        let folder = try TemporaryDirectory("plugin")
        try folder.write("the-old-one", to: "token")
        try folder.write(
            """
            #!/bin/sh
            cd "$(dirname "$0")" && echo run >>runs && [ -z "$DAEMON_SECRET" ] && [ "$OWN" = yes ] || exit 1
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' \
              "$(cat token)"

            """, to: "plugin", mode: 0o700)
        let user = """
            { exec: { apiVersion: client.authentication.k8s.io/v1, command: ./plugin, env: [ { name: OWN, value: "yes" } ] } }
            """
        let kubeconfig = try folder.write(try cluster.server.kubeconfig(user: user), to: "kubeconfig")
        let client = try TestCluster.client(
            kubeconfig, environment: ["PATH": "/usr/bin:/bin", "DAEMON_SECRET": "x"])
        func runs() throws -> Int {
            try String(contentsOfFile: folder.file("runs"), encoding: .utf8).split(separator: "\n").count
        }
        let problem = await #expect(throws: Problem.self) {
            try await client.get(.namespaces, namespace: nil, name: cluster.namespace)
        }
        #expect(problem?.kind == .unauthorized)
        #expect(try runs() == 2)
        try folder.write(KubernetesServer.adminToken, to: "token")
        for _ in 0..<3 {
            #expect(try await client.get(.namespaces, namespace: nil, name: cluster.namespace) != nil)
        }
        #expect(try runs() == 3)
    }
}

/// Files that live as long as the process.
final class TemporaryFiles: Sendable {
    static let shared = TemporaryFiles()
    private let folder = Result { try TemporaryDirectory("files") }

    func write(_ text: String) throws -> String { try folder.get().write(text, to: UUID().uuidString) }
}
