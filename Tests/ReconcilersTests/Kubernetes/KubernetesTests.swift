import Foundation
import PortsTestKit
import Promotion
import TestServers
import Testing

@testable import Reconcilers

@Suite(
    "Kubernetes at a real API server",
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct KubernetesTests {
    private let world: KubernetesWorld
    private let first: HandOff
    private let second: HandOff

    init() async throws {
        world = try await KubernetesWorld()
        first = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        second = try ReconcilerConformance.handOff(ReconcilerConformance.second)
    }

    private func inventory() async throws -> Inventory {
        var inventory = Inventory(of: first.stage, in: world.cluster.namespace)
        try inventory.read(try await world.cluster.get(.configMaps, inventory.name))
        return inventory
    }

    @Test("namespaces and definitions first, then objects of the kinds that they define; what is dropped is deleted")
    func wholeSet() async throws {
        let group = "\(world.cluster.namespace).example.com"
        let definition = openDefinition(group: group, version: "v1", kind: "Thing", plural: "things")
        let other = "\(world.cluster.namespace)-other"
        let kept = """
            \(String(decoding: definition.json, as: UTF8.self))
            ---
            { apiVersion: v1, kind: Namespace, metadata: { name: \(other) } }
            """
        let dropped = """
            { apiVersion: \(group)/v1, kind: Thing, metadata: { name: thing }, spec: { a: 1 } }
            ---
            { apiVersion: v1, kind: ConfigMap, metadata: { name: elsewhere, namespace: \(other) } }
            ---
            { apiVersion: v1, kind: ConfigMap, metadata: { name: taken } }
            """
        let staying = "{ apiVersion: v1, kind: ConfigMap, metadata: { name: staying }, data: { a: b } }"
        world.commit(
            first.revision,
            ["apps/z/kept.yaml": kept, "apps/a/dropped.yml": dropped, "apps/b.json": staying, "x.yaml": "a"])
        world.commit(second.revision, ["apps/kept.yaml": kept, "apps/b.json": staying])
        let kubernetes = try world.kubernetes()
        let client = world.cluster.client

        let receipt = try await kubernetes.request(first)
        #expect(receipt.text == "applied 6 objects")
        let things = KubernetesResource(group: group, version: "v1", plural: "things", kind: "Thing")
        let thing = try #require(try await world.cluster.get(things, "thing"))
        var seen = try await inventory()
        #expect(thing.label("applyset.kubernetes.io/part-of") == seen.id)
        #expect(seen.members.count == 6)
        #expect(seen.revision == first.revision)
        #expect(seen.applying == nil)
        #expect(try await kubernetes.observe(first, receipt: receipt) == .live(at: first.revision))

        // Somebody takes one of them over: it is not ours to delete any more.
        _ = try await client.mergePatch(
            .configMaps, namespace: world.cluster.namespace, name: "taken",
            ["metadata": ["labels": ["applyset.kubernetes.io/part-of": .null]]])
        #expect(
            try await kubernetes.observe(first, receipt: receipt).told
                == "degraded ConfigMap \(world.cluster.namespace)/taken was deleted, or taken over by somebody")

        _ = try await kubernetes.request(second)
        #expect(try await world.cluster.get(things, "thing") == nil)
        #expect(try await client.get(.configMaps, namespace: other, name: "elsewhere") == nil)
        #expect(try await world.cluster.get(.configMaps, "taken") != nil)
        #expect(try await client.get(.namespaces, namespace: nil, name: other) != nil)
        seen = try await inventory()
        #expect(seen.members.map(\.name).sorted() == ["things.\(group)", other, "staying"].sorted())
        #expect(try await kubernetes.observe(second, receipt: nil) == .live(at: second.revision))
        // A descendant carries the first one.
        #expect(try await kubernetes.observe(first, receipt: receipt) == .live(at: second.revision))
    }

    @Test("without pruning what is dropped stays")
    func withoutPruning() async throws {
        let (a, b) = (
            "{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }",
            "{ apiVersion: v1, kind: ConfigMap, metadata: { name: b } }"
        )
        world.commit(first.revision, ["apps/a.yaml": a, "apps/b.yaml": b])
        world.commit(second.revision, ["apps/b.yaml": b])
        let kubernetes = try world.kubernetes(prunes: false)
        _ = try await kubernetes.request(first)
        _ = try await kubernetes.request(second)
        #expect(try await world.cluster.get(.configMaps, "a") != nil)
        #expect(try await inventory().members.map(\.name) == ["b"])
    }

    @Test("a folder without objects is refused, and nothing is deleted")
    func nothing() async throws {
        world.commit(first.revision, ["apps/a.yaml": "{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }"])
        world.commit(second.revision, ["moved/a.yaml": "x"])
        let kubernetes = try world.kubernetes()
        _ = try await kubernetes.request(first)
        let problem = await #expect(throws: Problem.self) { try await kubernetes.request(second) }
        #expect(problem?.summary == "apps at bbbbbbbbbb declares no object.")
        #expect(try await world.cluster.get(.configMaps, "a") != nil)
    }

    @Test("an object is ready by what its controller writes, in whatever order it lies")
    func lies() async throws {
        world.commit(first.revision, ["apps/app.yaml": KubernetesWorld.deployment("app", first.revision)])
        world.commit(second.revision, ["apps/app.yaml": KubernetesWorld.deployment("app", second.revision)])
        let kubernetes = try world.kubernetes()
        let receipt = try await kubernetes.request(first)
        func look(_ request: HandOff) async throws -> String {
            try await kubernetes.observe(request, receipt: receipt).told
        }
        let title = "Deployment \(world.cluster.namespace)/app"
        #expect(try await look(first) == "progressing \(title): its controller has not seen it yet")
        // Available before it is updated.
        try await world.cluster.setStatus(
            ["observedGeneration": 1, "replicas": 3, "availableReplicas": 3, "readyReplicas": 3], of: .deployments,
            "app")
        #expect(try await look(first) == "progressing \(title): 0 of 3 replicas are updated")
        try await world.report()
        #expect(try await look(first) == "live aaaaaaaaaa")
        // The healthy status of the former one.
        _ = try await kubernetes.request(second)
        #expect(
            try await look(second) == "progressing \(title): its controller has not seen its newest specification yet")
        try await world.report()
        #expect(try await look(second) == "live bbbbbbbbbb")
    }

    @Test("what somebody changes in the cluster is told by its path, and put back by the next request")
    func drift() async throws {
        world.commit(
            first.revision,
            [
                "apps/secret.yaml":
                    "{ apiVersion: v1, kind: Secret, metadata: { name: login }, stringData: { password: hunter2 } }",
                "apps/app.yaml": KubernetesWorld.deployment("app", first.revision),
            ])
        let kubernetes = try world.kubernetes()
        let receipt = try await kubernetes.request(first)
        try await world.report()
        #expect(try await kubernetes.observe(first, receipt: receipt) == .live(at: first.revision))
        let client = world.cluster.client
        _ = try await client.mergePatch(
            .secrets, namespace: world.cluster.namespace, name: "login",
            ["data": ["password": .string(Data("stolen".utf8).base64EncodedString())]])
        let seen = try await kubernetes.observe(first, receipt: receipt).told
        #expect(
            seen.hasPrefix(
                "degraded somebody has changed what was applied: Secret \(world.cluster.namespace)/login: data.password"
            ),
            "\(seen)")
        #expect(!seen.contains("hunter2") && !seen.contains("stolen"))
        _ = try await kubernetes.request(first)
        #expect(try await kubernetes.observe(first, receipt: receipt) == .live(at: first.revision))
    }

    @Test("what breaks off in the middle is not live, and is found again")
    func interrupted() async throws {
        world.commit(
            first.revision,
            [
                "apps/a.yaml": "{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }",
                "apps/b.yaml": "{ apiVersion: v1, kind: ConfigMap, metadata: { name: wrong-, labels: { a: b } } }",
            ])
        world.commit(second.revision, ["apps/c.yaml": "{ apiVersion: v1, kind: ConfigMap, metadata: { name: c } }"])
        let kubernetes = try world.kubernetes()
        let problem = await #expect(throws: Problem.self) { try await kubernetes.request(first) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains("Invalid: ") == true)
        #expect(
            try await kubernetes.observe(first, receipt: nil).told
                == "progressing aaaaaaaaaa is being applied, or was not applied as a whole")
        #expect(try await world.cluster.get(.configMaps, "a") != nil)
        _ = try await kubernetes.request(second)
        #expect(try await world.cluster.get(.configMaps, "a") == nil)
        #expect(try await kubernetes.observe(second, receipt: nil) == .live(at: second.revision))
    }

    @Test("a kind that the cluster does not know is told, with the object's")
    func unknownKind() async throws {
        world.commit(
            first.revision, ["apps/a.yaml": "{ apiVersion: no.example.com/v1, kind: Nothing, metadata: { name: a } }"])
        let kubernetes = try world.kubernetes()
        let problem = await #expect(throws: Problem.self) { try await kubernetes.request(first) }
        #expect(problem?.summary == "The cluster knows no Nothing of no.example.com/v1.")
    }

    @Test("what kustomize and helm make of the commit's files is applied")
    func programs() async throws {
        let programs = try TemporaryDirectory("programs")
        for (name, script) in [
            ("kustomize", #"[ "$1" = build ] || exit 1; cat "$2/kustomization.yaml" base/object.yaml"#),
            (
                "helm",
                #"""
                printf '{ apiVersion: v1, kind: ConfigMap, metadata: { name: helm }, data: { arguments: "%s" } }' "$*"
                """#
            ),
        ] {
            try programs.write("#!/bin/sh\n\(script)\n", to: name, mode: 0o700)
        }
        world.commit(
            first.revision,
            [
                "apps/prod/kustomization.yaml": "# of the program\n---\n",
                "base/object.yaml": "{ apiVersion: v1, kind: ConfigMap, metadata: { name: kustomized } }",
                "charts/web/Chart.yaml": "name: web", "values.yaml": "a: b",
            ])
        let path = programs.path + ":/usr/bin:/bin"
        let kustomize = try world.kubernetes(
            .kustomize(folder: Template("apps/${environment}")), files: ["apps/**", "base/**"], path: path)
        _ = try await kustomize.request(first)
        #expect(try await world.cluster.get(.configMaps, "kustomized") != nil)
        let chart = HelmChart(
            chart: try Template("charts/${pipeline}"), release: try Template("${pipeline}"),
            values: [try Template("values.yaml")])
        let helm = try world.kubernetes(.helm(chart), files: ["**"], path: path)
        _ = try await helm.request(first)
        #expect(
            try await world.cluster.get(.configMaps, "helm")?["data"]?["arguments"]
                == .string(
                    "template web charts/web --namespace \(world.cluster.namespace) --include-crds --no-hooks --values values.yaml"
                ))
        #expect(try await world.cluster.get(.configMaps, "kustomized") == nil)
    }
}
