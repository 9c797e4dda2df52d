import Foundation
import PortsTestKit
import Promotion
import Synchronization
import TestServers
import Testing

@testable import Reconcilers

@Suite(
    "Flux keeps the port's contract, at a real API server",
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct FluxConformanceTests {
    @Test("clause by clause", arguments: ReconcilerConformance.names(for: Set(ReconcilerAbility.allCases)))
    func conformance(clause: String) async throws {
        try await ReconcilerConformance.check(
            clause, try await FluxFixture(deadline: ReconcilerConformance.deadline(of: clause)))
    }
}

/// Flux, whose controllers take up what is asked as soon as it is asked, unless they are held back.
private final class FluxFixture: ReconcilerFixture {
    private struct State {
        var isHeldBack = false
        var failure: String?
        /// What the branch holds: what was handed off last.
        var tip: CommitID?
        var applied: [CommitID] = []
    }

    private let world: FluxWorld
    private let sender: FaultySender
    private let flux: Flux
    private let state = Mutex(State())

    let secret: String? = KubernetesServer.adminToken

    init(deadline: Duration) async throws {
        world = try await FluxWorld()
        sender = try FaultySender()
        flux = world.flux(try world.definition(), sender, deadline: deadline / .seconds(1))
    }

    var reconciler: any Reconciler { Played(fixture: self) }

    func applied() async throws -> [CommitID] { state.withLock { $0.applied } }

    /// The adapter, and behind each request the controllers that take it up.
    private struct Played: Reconciler {
        let fixture: FluxFixture

        func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
            let receipt: Result<HandOffReceipt, Problem>
            do throws(Problem) {
                receipt = .success(try await fixture.flux.request(request))
            } catch {
                receipt = .failure(error)
            }
            fixture.state.withLock { $0.tip = request.revision }
            do { try await fixture.act() } catch { throw .permanent("The test's controller failed: \(error)") }
            return try receipt.get()
        }

        func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
            try await fixture.flux.observe(request, receipt: receipt)
        }
    }

    /// Takes up the request that stands on the Kustomization, if it was not taken up yet.
    private func act() async throws {
        let (isHeldBack, tip, failure) = state.withLock { ($0.isHeldBack, $0.tip, $0.failure) }
        let object = FluxObject(try await world.kustomization())
        guard !isHeldBack, let tip, let mark = object.object.annotation(FluxNames.requestedAt), !object.hasHandled(mark)
        else { return }
        let revision: Unstructured = .string("main@sha1:\(tip)")
        if let failure {
            state.withLock { $0.failure = nil }
            try await world.report(
                conditions: [
                    FluxWorld.condition("Ready", false, "BuildFailed", failure),
                    FluxWorld.condition("Stalled", true, "BuildFailed", failure),
                ], status: ["lastAttemptedRevision": revision, "lastHandledReconcileAt": .string(mark)])
            return
        }
        // As a controller that is in the middle of it: attempted, and nothing proven.
        try await world.report(
            conditions: [FluxWorld.condition("Reconciling", true, "Progressing")],
            status: ["lastAttemptedRevision": revision])
        try await world.report(FluxWorld.repositories, "repo", conditions: [FluxWorld.succeeded])
        try await world.report(
            conditions: [FluxWorld.succeeded],
            status: ["lastAppliedRevision": revision, "lastHandledReconcileAt": .string(mark)])
        state.withLock { $0.applied.append(tip) }
    }

    func make(_ event: FarSideEvent) async throws {
        switch event {
        case .holdBack: state.withLock { $0.isHeldBack = true }
        case .carryOn:
            state.withLock { $0.isHeldBack = false }
            try await act()
        case .degrade(let words):
            try await world.report(conditions: [FluxWorld.condition("Ready", false, "HealthCheckFailed", words)])
        case .recover: try await world.report(conditions: [FluxWorld.succeeded])
        case .failNext(let words): state.withLock { $0.failure = words }
        case .move(let commit):
            let revision: Unstructured = .string("main@sha1:\(commit)")
            try await world.report(
                conditions: [FluxWorld.succeeded],
                status: ["lastAttemptedRevision": revision, "lastAppliedRevision": revision])
        case .goAway: sender.set(.away)
        case .comeBack: sender.set(nil)
        case .loseNextAnswer: sender.set(.losing("kustomizations"))
        case .fallSilent: sender.set(.silent)
        case .revoke:
            try world.cluster.write(
                kubeconfig: try world.cluster.server.kubeconfig(
                    user: "{ token: \(KubernetesServer.adminToken)-revoked }"))
        }
    }
}
