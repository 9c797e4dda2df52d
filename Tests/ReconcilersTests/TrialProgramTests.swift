import Foundation
import PortsTestKit
import Promotion
import TestServers
import Testing

@testable import Reconcilers

private let revision = ReconcilerConformance.first

/// Runs the program that `scripts/trial reconciler` starts; `env:TRIAL_SECRET` is the token.
private func arguments(_ arguments: [String], token: String = "none") throws -> [String] {
    let folder = Bundle.main.executableURL?.deletingLastPathComponent()
    let path = try #require(folder?.appendingPathComponent("reconciler-trial").path)
    return ["env", "TRIAL_SECRET=\(token)", path] + arguments
}

@Suite(
    "The trial's program at a real API server",
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct ClusterTrialTests {
    private func kubeconfig(_ cluster: TestCluster) throws -> [String] {
        guard case .file(let path) = cluster.access.kubeconfig else { throw CommandFailure(description: "no file") }
        return ["--kubeconfig", path]
    }

    @Test("applies, follows, prunes, notices drift, tells each step, and takes all of it away")
    func walk() async throws {
        let cluster = try await TestCluster()
        let done = try run(
            try arguments(["--kind", "kubernetes", "--namespace", cluster.namespace] + kubeconfig(cluster)),
            allowFailure: true)
        #expect(done.status == 0, "\(done.output)\(done.errors)")
        for step in [
            "looked before anybody had asked: waits: nothing was applied", "live at ", "does not declare any more",
            "noticed what somebody had changed: degraded: ", "data.revision", "put it right again",
            "deleted the objects that were applied", "all of it works",
        ] { #expect(done.output.contains(step), "\(step): \(done.output)") }
        #expect(!done.output.contains(KubernetesServer.adminToken))
        let left = try await cluster.client.list(.configMaps, namespace: cluster.namespace).items.map(\.name)
        #expect(left.filter { $0.contains("trial") } == [])
        let services = KubernetesResource(group: "", version: "v1", plural: "services", kind: "Service")
        #expect(try await cluster.client.list(services, namespace: cluster.namespace).items.isEmpty)
    }

    @Test("follows a deployment in a namespace of its own, which a controller rolls out")
    func deployment() async throws {
        let cluster = try await TestCluster()
        let process = try ServerProcess(
            try arguments(["--kind", "kubernetes", "--image", "registry.example.com/app:1"] + kubeconfig(cluster)))
        #expect(process.log.wait(for: "ok  asked for", seconds: 60))
        let namespace = String(try #require(process.log.text.firstMatch(of: /on namespace (sluice-trial-\w+)/)).1)
        let name = String(namespace.dropFirst("sluice-".count)) + "-app"
        for generation in 1...2 {
            _ = try await cluster.client.wait(
                for: .deployments, namespace: namespace, name: name, within: .seconds(60)
            ) { $0.generation == generation }
            let status: Unstructured = [
                "observedGeneration": .integer(generation), "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1,
                "availableReplicas": 1,
                "conditions": [["type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"]],
            ]
            let call = KubernetesCall(
                method: "PATCH",
                path: KubernetesResource.deployments.path(namespace: namespace, name: name) + ["status"],
                body: (["status": status] as Unstructured).json, contentType: "application/merge-patch+json",
                purpose: "playing the controller")
            _ = try await cluster.client.send(call)
        }
        #expect(process.log.wait(for: "all of it works", seconds: 60), "\(process.log.text)")
        #expect(!process.log.text.contains("not all of it works"), "\(process.log.text)")
        let space = try await cluster.client.get(.namespaces, namespace: nil, name: namespace)
        #expect(space?.isBeingDeleted ?? true)
    }

    @Test("takes everything away where somebody interrupts it")
    func interrupt() async throws {
        let cluster = try await TestCluster()
        let process = try ServerProcess(
            try arguments(
                ["--kind", "kubernetes", "--namespace", cluster.namespace, "--image", "registry.example.com/app:1"]
                    + kubeconfig(cluster)))
        #expect(process.log.wait(for: "goes on: Deployment", seconds: 60), "\(process.log.text)")
        // The program is a child of `env` no more: env has become it.
        process.stop(SIGINT)
        #expect(process.log.wait(for: "not all of it works", seconds: 10))
        #expect(process.log.text.contains("NO  interrupted"))
        #expect(try await cluster.client.list(.deployments, namespace: cluster.namespace).items.isEmpty)
    }

    @Test("says why, and exits 1, where its account may do nothing")
    func forbidden() async throws {
        let cluster = try await TestCluster()
        try cluster.write(
            kubeconfig: try cluster.server.kubeconfig(user: "{ token: \(KubernetesServer.strangerToken) }"))
        let done = try run(try arguments(["--kind", "kubernetes"] + kubeconfig(cluster)), allowFailure: true)
        #expect(done.status == 1)
        #expect(done.output.contains("NO  "), "\(done.output)")
        #expect(!done.output.contains(KubernetesServer.strangerToken))
    }

    @Test("asks Flux to reconcile the newest commit, follows it until it is live, and changes nothing else")
    func flux() async throws {
        let world = try await FluxWorld()
        let before = try await world.kustomization()
        let process = try ServerProcess(
            try arguments(
                [
                    "--kind", "flux", "--namespace", world.cluster.namespace, "--kustomization", "apps",
                    "--repository", "ssh://git@git.example.com/platform/prod.git", "--revision", revision.hex,
                ] + kubeconfig(world.cluster)))
        let asked = try await world.cluster.client.wait(
            for: FluxWorld.kustomizations, namespace: world.cluster.namespace, name: "apps", within: .seconds(60)
        ) { $0.annotation(FluxNames.requestedAt) != nil }
        try await world.fetch(revision)
        try await world.report(
            FluxWorld.repositories, "repo",
            status: ["lastHandledReconcileAt": .string(asked.annotation(FluxNames.requestedAt) ?? "")])
        try await world.report(
            conditions: [FluxWorld.succeeded],
            status: [
                "lastAppliedRevision": "main@sha1:\(revision)", "lastAttemptedRevision": "main@sha1:\(revision)",
                "lastHandledReconcileAt": .string(asked.annotation(FluxNames.requestedAt) ?? ""),
            ])
        #expect(process.log.wait(for: "all of it works", seconds: 60), "\(process.log.text)")
        #expect(!process.log.text.contains("not all of it works"), "\(process.log.text)")
        #expect(process.log.text.contains("ok  live at \(revision.short)"))
        #expect(try await world.kustomization()["spec"] == before["spec"])
    }
}

@Suite("The trial's program at servers of tests")
struct ServerTrialTests {
    @Test("has Argo CD sync the revision, and follows it until it is live")
    func argocd() async throws {
        let fixture = try await ArgoCDFixture()
        try await fixture.order("push", ["revision": revision.hex])
        let done = try run(
            try arguments(
                [
                    "--kind", "argocd", "--url", fixture.definition.url, "--token", "env:TRIAL_SECRET",
                    "--application", fixture.name, "--repository", "ssh://git@git.example.com/platform/prod.git",
                    "--revision", revision.hex, "--patience", "60",
                ], token: fixture.token), allowFailure: true)
        #expect(done.status == 0, "\(done.output)\(done.errors)")
        #expect(done.output.contains("ok  live at \(revision.short)"))
        #expect(done.output.contains("nobody may change what is live: left out"))
        #expect(try await fixture.applied() == [revision])
        #expect(try await fixture.violations() == [])
        #expect(!done.output.contains(fixture.token))
    }

    @Test(
        "has one pipeline run for the branch's newest commit, which git tells",
        arguments: [RunnerFixture.Kind.gitlab, .github])
    func pipelines(kind: RunnerFixture.Kind) async throws {
        let fixture = try await RunnerFixture(kind)
        let directory = try TemporaryDirectory()
        let folder = directory.file("prod.git")
        try run(["git", "init", "-q", "--bare", "-b", "main", folder])
        let stream = "commit refs/heads/main\ncommitter Test <test@example.com> 1700000000 +0000\ndata 1\nx\n"
        try run(["git", "-C", folder, "fast-import", "--quiet"], input: stream)
        let tip = try run(["git", "-C", folder, "rev-parse", "main"]).output.trimmingCharacters(in: .newlines)
        try await fixture.order("push", ["revision": tip])
        // The address is one of a host; git finds the folder by its own configuration.
        let done = try run(
            try arguments(
                [
                    "--kind", kind.vendor, "--url", "http://127.0.0.1:\(fixture.proxy.port)/",
                    "--token", "env:TRIAL_SECRET", "--project", fixture.path, "--workflow", "deploy.yaml",
                    "--repository", "ssh://git@git.example.com/platform/prod.git", "--patience", "60",
                ], token: fixture.token),
            environment: [
                "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "url.\(folder).insteadOf",
                "GIT_CONFIG_VALUE_0": "ssh://git@git.example.com/platform/prod.git",
            ], allowFailure: true)
        #expect(done.status == 0, "\(done.output)\(done.errors)")
        #expect(done.output.contains("ok  live at \(tip.prefix(7))"), "\(done.output)")
        #expect(try await fixture.count() == 1)
        #expect(try await fixture.violations() == [])
    }

    @Test(
        "says what it was not told",
        arguments: [
            (["--kind", "argocd", "--url", "http://127.0.0.1:1", "--token", "x"], "argocd needs --application"),
            (["--kind", "flux"], "flux needs --kustomization or --helm-release"),
            (
                ["--kind", "github", "--url", "http://127.0.0.1:1", "--token", "x", "--project", "a/b"],
                "needs --workflow"
            ),
            (
                ["--kind", "gitlab", "--url", "http://127.0.0.1:1", "--token", "env:NOBODY_SETS_THIS"],
                "NOBODY_SETS_THIS is not set"
            ),
        ])
    func missing(given: [String], words: String) throws {
        let done = try run(try arguments(given), allowFailure: true)
        #expect(done.status == 1)
        #expect((done.output + done.errors).contains(words), "\(done.output)\(done.errors)")
    }
}
