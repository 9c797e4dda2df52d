import Foundation
import Promotion
import TestServers
import Testing

@testable import Reconcilers

@Suite("What a commit declares for a cluster")
struct ManifestTests {
    @Test("documents, lists and empty documents become objects, in the order in which they can be made")
    func objects() throws {
        let text = """
            # nothing
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: d }
            ---
            apiVersion: v1
            kind: List
            items:
              - { apiVersion: v1, kind: Service, metadata: { name: s } }
              - { apiVersion: v1, kind: Namespace, metadata: { name: ns } }
            ---
            { apiVersion: example.com/v1, kind: Thing, metadata: { name: t } }
            """
        let objects = try ManifestObjects.parse(Array(text.utf8), file: "a.yaml")
        #expect(objects.map(\.kind) == ["Deployment", "Service", "Namespace", "Thing"])
        #expect(ManifestObjects.inOrder(objects).map(\.kind) == ["Namespace", "Service", "Deployment", "Thing"])
    }

    @Test(
        "what is no object is told by its place, without what stands there",
        arguments: [
            ("a: b: c", "a.yaml:1:"), ("x: hunter2", "a.yaml:1: this is no Kubernetes object"),
            ("---\n---\n- hunter2", "a.yaml:3: this is no Kubernetes object"),
            ("{ apiVersion: v1, kind: Pod, metadata: { generateName: x } }", "a.yaml:1: this Pod has no name"),
            (
                "{ apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, metadata: { name: x } }",
                "a.yaml:1 is for kustomize"
            ),
        ])
    func refused(text: String, words: String) {
        let problem = #expect(throws: Problem.self) { try ManifestObjects.parse(Array(text.utf8), file: "a.yaml") }
        #expect(problem?.summary.hasPrefix(words) == true, "\(problem?.summary ?? "")")
        #expect(problem?.description.contains("hunter2") == false)
    }

    @Test("nothing at all, and one object twice, are refused")
    func checked() throws {
        #expect(throws: Problem.self) { try ManifestObjects.check([], of: "apps") }
        let object = configMap("a", "1")
        #expect(throws: Problem.self) { try ManifestObjects.check([object, object], of: "apps") }
        try ManifestObjects.check([object, configMap("b", "1")], of: "apps")
    }

    @Test("drift is told by paths, never by values, and not of what the server or a scaler keeps")
    func drift() {
        let there: Unstructured = [
            "metadata": ["resourceVersion": "1", "labels": ["a": "1"]],
            "spec": ["replicas": 3, "list": [["x": 1], ["x": 2]]],
            "data": ["password": "hunter2"], "status": ["a": 1],
        ]
        let applied: Unstructured = [
            "metadata": ["resourceVersion": "2", "labels": ["a": "2"]],
            "spec": ["replicas": 5, "list": [["x": 1], ["x": 3]]],
            "data": ["password": "hunter3", "new": "x"],
        ]
        #expect(
            Drift.paths(there, applied) == ["data.new", "data.password", "metadata.labels.a", "spec.list[1].x"])
        #expect(Drift.paths(there, there) == [])
        #expect(Drift.paths(there, applied, limit: 1) == ["data.new"])
    }

    @Test(
        "an inventory has a name that Kubernetes takes, and one for each stage",
        arguments: [("payments", "prod", "sluice-payments-prod"), ("Payments", "prod", nil), ("a_b", "c", nil)])
    func inventoryName(pipeline: String, environment: String, wanted: String?) throws {
        let inventory = Inventory(of: StageID(pipeline: pipeline, environment: environment), in: "n")
        let plain = try Regex("[a-z0-9]([-a-z0-9]{0,60}[a-z0-9])?")
        #expect(try plain.wholeMatch(in: inventory.name) != nil)
        if let wanted { #expect(inventory.name == wanted) }
        let other = Inventory(of: StageID(pipeline: pipeline.lowercased() + "x", environment: environment), in: "n")
        #expect(inventory.name != other.name)
        #expect(inventory.id != other.id)
    }

    @Test("an inventory is read as it was written, and somebody's ConfigMap is none")
    func inventory() throws {
        var inventory = Inventory(of: StageID(pipeline: "p", environment: "e"), in: "n")
        let members = [
            Inventory.Member(resource: .configMaps, namespace: "n", name: "a"),
            Inventory.Member(resource: .deployments, namespace: "m", name: "b"),
            Inventory.Member(resource: .namespaces, namespace: nil, name: "m"),
        ]
        inventory.members = members.sorted { $0.key < $1.key }
        inventory.revision = CommitID(hex: String(repeating: "a", count: 40))
        inventory.promotion = "0123"
        var read = Inventory(of: StageID(pipeline: "p", environment: "e"), in: "n")
        try read.read(inventory.object)
        #expect(read == inventory)
        #expect(
            inventory.object.annotation("applyset.kubernetes.io/contains-group-kinds")
                == "ConfigMap,Deployment.apps,Namespace")
        #expect(inventory.object.annotation("applyset.kubernetes.io/additional-namespaces") == "m")
        // The id that kubectl computes for the same parent (KEP-3659).
        #expect(inventory.id.wholeMatch(of: /applyset-[A-Za-z0-9_-]{43}-v1/) != nil)
        let problem = #expect(throws: Problem.self) { try read.read(configMap("sluice-p-e", "x")) }
        #expect(problem?.summary.contains("is not Sluice's") == true)
    }
}

@Suite("A program that makes manifests")
struct BuildFolderTests {
    private let programs: TemporaryDirectory

    init() throws { programs = try TemporaryDirectory("programs") }

    private func run(_ script: String, files: [String: String] = ["apps/a.yaml": "x"]) async throws(Problem) -> String {
        do { try programs.write("#!/bin/sh\n\(script)\n", to: "build", mode: 0o700) } catch {
            throw .permanent("\(error)")
        }
        let folder = try BuildFolder(files.mapValues { Array($0.utf8) })
        let bytes = try await folder.run(
            ["build", "apps"], environment: ["PATH": programs.path + ":/usr/bin:/bin", "SECRET": "hunter2"])
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("runs among the files, with nothing of the daemon's, and leaves nothing behind")
    func runs() async throws {
        let printed = try await run(#"cat "$1/a.yaml"; echo "[$SECRET]"; pwd; echo noise >&2"#)
        let lines = printed.split(separator: "\n").map(String.init)
        #expect(lines[0] == "x[]")
        #expect(FileManager.default.fileExists(atPath: lines[1]) == false)
    }

    @Test("its failure is told in its own words, without our paths")
    func fails() async throws {
        let problem = await #expect(throws: Problem.self) {
            try await run(#"echo "$PWD/apps: no such base" >&2; exit 3"#)
        }
        #expect(problem?.summary == "build exited with status 3: apps: no such base")
    }

    @Test("one that is not installed is told as such")
    func missing() async throws {
        let folder = try BuildFolder(["a": []])
        let problem = await #expect(throws: Problem.self) {
            try await folder.run(["kustomize-of-nobody", "build"], environment: ["PATH": "/usr/bin:/bin"])
        }
        #expect(problem?.summary.hasPrefix("kustomize-of-nobody is not installed, or not in sluice's PATH") == true)
    }

    @Test("has no network, and no way to Git and the web")
    func network() async throws {
        let server = try TestHTTPServer { _ in .text("here") }
        #expect(
            try await run(#"echo "$http_proxy $https_proxy $GIT_ALLOW_PROTOCOL""#)
                == "http://127.0.0.1:9 http://127.0.0.1:9 none\n")
        let canFence =
            try TestServers.run(
                ["unshare", "--user", "--map-root-user", "--net", "--", "true"], allowFailure: true
            ).status == 0
        let own = try await run(
            "python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", \(server.port)), 5)' 2>/dev/null || echo no"
        )
        #expect(own == (canFence ? "no\n" : ""))
    }
}
