import Foundation
import PortsTestKit
import Promotion
import Secrets
import TestServers
import Testing

@testable import Reconcilers

@Suite(
    "Flux at a real API server",
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct FluxTests {
    private let world: FluxWorld
    private let sender: FaultySender
    private let request: HandOff
    private let revision: Unstructured

    init() async throws {
        world = try await FluxWorld()
        sender = try FaultySender()
        request = try ReconcilerConformance.handOff(ReconcilerConformance.second)
        revision = .string("main@sha1:\(request.revision)")
    }

    @Test("marks the source first, then what applies it, with the promotion's id")
    func order() async throws {
        let flux = world.flux(try world.definition(), sender)
        let receipt = try await flux.request(request)
        let root = "PATCH /apis/SOURCE/v1/namespaces/\(world.cluster.namespace)"
        #expect(
            sender.changes == [
                root.replacing("SOURCE", with: "source.toolkit.fluxcd.io") + "/gitrepositories/repo",
                root.replacing("SOURCE", with: "kustomize.toolkit.fluxcd.io") + "/kustomizations/apps",
            ])
        let mark = try #require(FluxReceipt(receipt.text).requestedAt)
        let object = try await world.kustomization()
        #expect(object.annotation("reconcile.fluxcd.io/requestedAt") == mark)
        #expect(object.annotation("sluice.dev/promotion") == request.promotion.hex)
        #expect(try await flux.request(request) == receipt)
        #expect(sender.changes.count == 2)
    }

    @Test("a promotion that was planned again is asked for at its new revision")
    func otherRevision() async throws {
        let flux = world.flux(try world.definition(), sender)
        var former = request
        former.revision = ReconcilerConformance.first
        let old = try await flux.request(former)
        let receipt = try await flux.request(request)
        #expect(receipt != old)
        #expect(sender.changes.count == 4)
        #expect(try await world.kustomization().annotation("sluice.dev/revision") == request.revision.hex)
        #expect(try await flux.request(request) == receipt)
        #expect(sender.changes.count == 4)
    }

    @Test("what is written in a lying order is never live too early")
    func lies() async throws {
        let flux = world.flux(try world.definition(), sender)
        let former: Unstructured = .string("main@sha1:\(ReconcilerConformance.first)")
        try await world.report(
            conditions: [FluxWorld.succeeded], status: ["lastAppliedRevision": former, "lastAttemptedRevision": former])
        let receipt = try await flux.request(request)
        let mark = try #require(FluxReceipt(receipt.text).requestedAt)
        func look() async throws -> String { try await flux.observe(request, receipt: receipt).told }

        // Ready of the former revision.
        try await world.fetch(ReconcilerConformance.first)
        #expect(try await look().contains("repo has not fetched bbbbbbbbbb yet, it has main@aaaaaaaaaa"))
        try await world.fetch(request.revision)
        #expect(try await look().contains("has not applied bbbbbbbbbb yet, it is at main@aaaaaaaaaa"))
        // The request is taken up before the source has anything new.
        try await world.report(status: ["lastHandledReconcileAt": .string(mark)])
        #expect(try await look().hasPrefix("progressing"))
        // Attempted, and Ready still says what it said before.
        try await world.report(status: ["lastAttemptedRevision": revision])
        #expect(try await look().hasPrefix("progressing"))
        // Ready goes through the same moment twice: healthy before anything is in progress.
        try await world.report(
            conditions: [
                FluxWorld.succeeded, FluxWorld.condition("Reconciling", true, "Progressing", "Detecting drift"),
            ],
            status: ["lastAppliedRevision": revision])
        #expect(try await look().contains("is being reconciled: Progressing: Detecting drift"))
        // Somebody changes the specification: the status is not about it.
        _ = try await world.cluster.client.mergePatch(
            FluxWorld.kustomizations, namespace: world.cluster.namespace, name: "apps", ["spec": ["path": "./other"]])
        try await world.report(conditions: [FluxWorld.succeeded], status: ["observedGeneration": 1])
        #expect(try await look().contains("has not seen its newest specification yet"))
        try await world.report(conditions: [FluxWorld.succeeded])
        #expect(try await look() == "live bbbbbbbbbb")
    }

    @Test("a suspended object waits, and says how it goes on")
    func suspended() async throws {
        let flux = world.flux(try world.definition(), sender)
        let receipt = try await flux.request(request)
        _ = try await world.cluster.client.mergePatch(
            FluxWorld.kustomizations, namespace: world.cluster.namespace, name: "apps", ["spec": ["suspend": true]])
        #expect(try await flux.observe(request, receipt: receipt).told.contains("waiting Kustomization"))
    }

    @Test("a chain of dependencies is read to its end")
    func dependencies() async throws {
        try await world.makeKustomization("apps", dependsOn: ["base"])
        try await world.makeKustomization("base", dependsOn: ["crds"])
        try await world.makeKustomization("crds")
        let blocked = FluxWorld.condition("Ready", false, "DependencyNotReady", "not ready")
        try await world.report(conditions: [blocked])
        try await world.report(FluxWorld.kustomizations, "base", conditions: [blocked])
        try await world.report(
            FluxWorld.kustomizations, "crds",
            conditions: [FluxWorld.condition("Ready", false, "HealthCheckFailed", "no memory left")])
        try await world.fetch(request.revision)
        let flux = world.flux(try world.definition(), sender)
        let seen = try await flux.observe(request, receipt: try await flux.request(request))
        #expect(seen.told.hasSuffix("crds: HealthCheckFailed: no memory left"), "\(seen.told)")
    }

    @Test("a HelmRelease has to be healthy as well")
    func helm() async throws {
        try await world.cluster.apply(
            [
                "apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "metadata": ["name": "api"],
                "spec": [
                    "interval": "1m",
                    "chart": [
                        "spec": ["chart": "api", "sourceRef": ["kind": "HelmRepository", "name": "charts"]]
                    ],
                ],
            ], as: FluxWorld.helmReleases)
        let flux = world.flux(try world.definition(helmRelease: "api"), sender)
        let receipt = try await flux.request(request)
        #expect(sender.changes.last?.hasSuffix("/helmreleases/api") == true)
        let mark: Unstructured = .string(try #require(FluxReceipt(receipt.text).requestedAt))
        try await world.report(
            conditions: [FluxWorld.succeeded],
            status: ["lastAppliedRevision": revision, "lastHandledReconcileAt": mark])
        #expect(try await flux.observe(request, receipt: receipt).told.contains("HelmRelease"))
        let snapshot: Unstructured = [
            "chartName": "api", "chartVersion": "1.0.0", "configDigest": "sha256:1", "digest": "sha256:2",
            "firstDeployed": "2026-11-29T12:00:00Z", "lastDeployed": "2026-11-29T12:00:00Z", "name": "api",
            "namespace": "default", "status": "deployed", "version": 1,
        ]
        try await world.report(
            FluxWorld.helmReleases, "api", conditions: [FluxWorld.condition("Ready", true, "UpgradeSucceeded")],
            status: ["lastHandledReconcileAt": mark, "history": [snapshot]])
        #expect(try await flux.observe(request, receipt: receipt) == .live(at: request.revision))
    }

    @Test("a source that follows another branch is told before anything is asked")
    func otherBranch() async throws {
        _ = try await world.cluster.client.mergePatch(
            FluxWorld.repositories, namespace: world.cluster.namespace, name: "repo",
            ["spec": ["ref": ["branch": "dev"]]])
        let flux = world.flux(try world.definition(), sender)
        let problem = await #expect(throws: Problem.self) { try await flux.request(request) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains("follows the branch dev") == true)
        #expect(sender.changes == [])
    }

    @Test("a Kustomization that is not there yet is worth another try")
    func missing() async throws {
        var definition = try world.definition()
        definition.kustomization = try Template("nobody")
        let flux = world.flux(definition, sender)
        let problem = await #expect(throws: Problem.self) { try await flux.request(request) }
        #expect(problem?.isTransient == true)
        #expect(try await flux.observe(request, receipt: nil).told.contains("there is no Kustomization"))
    }

    @Test("told by its Receiver: signed, only read afterwards, and live only when its objects say so")
    func receiver() async throws {
        let hook = try TestHTTPServer { _ in TestResponse(200) }
        let definition = try world.definition(
            receiver: FluxReceiver(url: hook.url + "/hook/0123", secret: .environment("HOOK")))
        let flux = world.flux(definition, sender)
        let receipt = try await flux.request(request)
        #expect(receipt.settled == nil)
        #expect(sender.changes == ["POST /hook/0123"])
        let told = try #require(hook.requests.first)
        let signature = try run(
            ["openssl", "dgst", "-sha256", "-hmac", "hook-secret", "-r"], input: told.text
        ).output.prefix(64)
        #expect(told["X-Signature"] == "sha256=\(signature)")
        #expect(try await flux.observe(request, receipt: receipt).told.hasPrefix("progressing"))
        try await world.report(conditions: [FluxWorld.succeeded], status: ["lastAppliedRevision": revision])
        #expect(try await flux.observe(request, receipt: receipt) == .live(at: request.revision))
    }

    @Test("what the Receiver refuses is classified, without its secret path", arguments: [(404, false), (503, true)])
    func receiverRefuses(status: Int, isTransient: Bool) async throws {
        let hook = try TestHTTPServer { _ in TestResponse(status) }
        let flux = world.flux(
            try world.definition(receiver: FluxReceiver(url: hook.url + "/hook/0123", secret: .environment("HOOK"))),
            sender)
        let problem = await #expect(throws: Problem.self) { try await flux.request(request) }
        #expect(problem?.isTransient == isTransient)
        #expect(problem?.description.contains("0123") == false)
    }
}

@Suite("Flux where there is none")
struct NoFluxTests {
    @Test("a cluster without Flux is told as such")
    func noFlux() async throws {
        let server = try TestHTTPServer { _ in .json(#"{"kind":"Status","code":404}"#, 404) }
        let text = """
            current-context: c
            clusters: [ { name: x, cluster: { server: "\(server.url)" } } ]
            contexts: [ { name: c, context: { cluster: x } } ]
            """
        let client = try TestCluster.client(TemporaryFiles.shared.write(text))
        let flux = Flux(
            FluxReconciler(access: KubernetesAccess(kubeconfig: nil), kustomization: try Template("apps")),
            client: client, secrets: SystemSecrets.ofTests, http: try FaultySender(), lineage: .unknown,
            watches: ClusterWatches())
        let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        let problem = await #expect(throws: Problem.self) { try await flux.request(request) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains("knows no Kustomization of kustomize.toolkit.fluxcd.io") == true)
    }
}
