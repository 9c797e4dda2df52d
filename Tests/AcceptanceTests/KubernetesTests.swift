import Foundation
import TestServers
import Testing

/// The built daemon at a real kube-apiserver, with the rights of `deploy/kubernetes` and no others; the test plays the controllers.
@Suite(
    "The built daemon and Kubernetes", .serialized,
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct KubernetesTests {
    private static let files = [
        "deploy/settings.yaml":
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { tag: \"1.0.0\" }\n",
        "deploy/app.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: app }
        spec:
          replicas: 1
          selector: { matchLabels: { app: app } }
          template:
            metadata: { labels: { app: app } }
            spec: { containers: [ { name: app, image: "IMAGE:1.0.0" } ] }

        """,
        "deploy/service.yaml":
            "apiVersion: v1\nkind: Service\nmetadata: { name: app }\nspec: { selector: { app: app }, ports: [ { port: 80, protocol: TCP } ] }\n",
    ]
    private static let edits = """
          - { file: deploy/settings.yaml, set: { data.tag: "${api.tag}" } }
          - { file: deploy/app.yaml, image: IMAGE }
        """

    @Test(
        "A release is applied at its very commit, live once it is rolled out, with the documented rights and no others")
    func kubernetes() async throws {
        let cluster = try await Cluster()
        let world = try await World(
            gated: false, soak: "0s", more: (Self.files, Self.edits),
            reconcilers: [
                "prod":
                    "{ kubernetes: { kubeconfig: file:cluster.kubeconfig, namespace: \(cluster.namespace), manifests: deploy } }"
            ])
        try world.folder.write(try cluster.kubeconfig(), to: "cluster.kubeconfig")
        let daemon = try await world.serve()
        defer { daemon.stop() }
        try await world.wait("it is told that it may not") {
            try world.sluice("status", "webshop").output.contains("forbidden")
        }
        try await cluster.grant("kubernetes-role.yaml")
        try world.sluice("retry", "webshop/prod", allowFailure: true)
        try await world.wait("what prod declares is applied") {
            try world.sluice("status", "webshop").output.contains("Deployment")
        }
        try await cluster.rollOut("app")
        try await world.wait("what prod declares is proven") {
            try world.sluice("history", "webshop/prod").output.contains("1.0.0 is live at")
        }

        _ = try await world.push("1.4.2")
        try await world.wait("prod waits for the rollout") {
            let status = try world.sluice("status", "webshop").output
            return try world.declares("1.4.2", "prod") && status.contains("Deployment")
        }
        let commit = try world.git("prod", "rev-parse", "main")
        let inventory = try await cluster.get(.configMaps, "sluice-webshop-prod")
        #expect(inventory["metadata", "annotations"]["sluice.dev/revision"].text == commit)
        #expect(try await cluster.get(.configMaps, "settings")["data", "tag"].text == "1.4.2")
        #expect(try await cluster.get(.services, "app").isThere)
        #expect(try !world.sluice("history", "webshop/prod").output.contains("1.4.2 is live at"))
        try await cluster.rollOut("app")
        try await world.wait("prod is live") {
            try world.sluice("history", "webshop/prod").output.contains("1.4.2 is live at \(commit.prefix(7))")
        }
        #expect(!daemon.log.text.contains(KubernetesServer.strangerToken))
    }

    @Test("Flux is asked with the documented rights, and a Ready from before proves nothing")
    func flux() async throws {
        let cluster = try await Cluster()
        try #require(try await cluster.installFlux())
        let world = try await World(
            gated: false, soak: "0s",
            reconcilers: [
                "prod":
                    "{ flux: { kubeconfig: file:cluster.kubeconfig, namespace: \(cluster.namespace), kustomization: apps } }"
            ])
        try world.folder.write(try cluster.kubeconfig(), to: "cluster.kubeconfig")
        try await cluster.grant("flux-role.yaml")
        try await cluster.apply(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: { name: repo }
            spec: { url: "ssh://git@127.0.0.1/prod.git", interval: 1m, ref: { branch: main } }
            """, .repositories, "repo")
        try await cluster.apply(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: { name: apps }
            spec: { interval: 1m, prune: true, path: ./apps, sourceRef: { kind: GitRepository, name: repo } }
            """, .kustomizations, "apps")
        let daemon = try await world.serve()
        defer { daemon.stop() }
        try await Self.reconcile(cluster, world, not: nil)
        try await world.wait("what prod declares is proven") {
            try world.sluice("history", "webshop/prod").output.contains("1.0.0 is live at")
        }
        let first = try await Self.mark(cluster)
        _ = try await world.push("1.4.2")
        // Ready stands there from before, and so it stays for a while.
        try await world.wait("prod says what it waits for") {
            let status = try world.sluice("status", "webshop").output
            return try world.declares("1.4.2", "prod") && status.contains("has not fetched")
        }
        #expect(try !world.sluice("history", "webshop/prod").output.contains("1.4.2 is live at"))
        try await Self.reconcile(cluster, world, not: first)
        let commit = try world.git("prod", "rev-parse", "main")
        try await world.wait("prod is live") {
            try world.sluice("history", "webshop/prod").output.contains("1.4.2 is live at \(commit.prefix(7))")
        }
    }

    private static func mark(_ cluster: Cluster) async throws -> String? {
        try await cluster.get(.kustomizations, "apps")["metadata", "annotations"]["reconcile.fluxcd.io/requestedAt"]
            .text
    }

    /// What Flux's controllers do once they see a new mark: fetch the branch's tip, apply it, and say so.
    private static func reconcile(_ cluster: Cluster, _ world: World, not old: String?) async throws {
        var mark = try await mark(cluster)
        let end = ContinuousClock.now + .seconds(60)
        while mark == nil || mark == old {
            guard ContinuousClock.now < end else { throw CommandFailure(description: "nobody asked Flux") }
            try await Task.sleep(for: .milliseconds(50))
            mark = try await Self.mark(cluster)
        }
        let revision = "main@sha1:\(try world.git("prod", "rev-parse", "main"))"
        let ready = """
            [{"type": "Ready", "status": "True", "reason": "ReconciliationSucceeded", "message": "Applied",
              "lastTransitionTime": "2026-11-29T12:00:00Z"}]
            """
        let generation = try await cluster.get(.kustomizations, "apps")["metadata", "generation"].number ?? 1
        try await cluster.setStatus(
            .repositories, "repo",
            """
            {"observedGeneration": 1, "lastHandledReconcileAt": "\(mark ?? "")", "conditions": \(ready),
             "artifact": {"revision": "\(revision)", "path": "x.tar.gz", "url": "http://source/x.tar.gz",
             "digest": "sha256:\(String(repeating: "0", count: 64))", "lastUpdateTime": "2026-11-29T12:00:00Z"}}
            """)
        try await cluster.setStatus(
            .kustomizations, "apps",
            """
            {"observedGeneration": \(generation), "lastHandledReconcileAt": "\(mark ?? "")", "conditions": \(ready),
             "lastAttemptedRevision": "\(revision)", "lastAppliedRevision": "\(revision)"}
            """)
    }
}
