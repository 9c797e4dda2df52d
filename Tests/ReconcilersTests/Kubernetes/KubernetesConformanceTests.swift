import Foundation
import PortsTestKit
import Promotion
import Synchronization
import TestServers
import Testing

@testable import Reconcilers

@Suite(
    "Kubernetes keeps the port's contract, at a real API server",
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct KubernetesConformanceTests {
    @Test("clause by clause", arguments: ReconcilerConformance.names(for: Set(ReconcilerAbility.allCases)))
    func conformance(clause: String) async throws {
        try await ReconcilerConformance.check(
            clause, try await KubernetesFixture(deadline: ReconcilerConformance.deadline(of: clause)))
    }
}

/// A cluster whose deployment controller rolls out at once what is applied, unless it is held back.
private final class KubernetesFixture: ReconcilerFixture {
    private struct State {
        var isHeldBack = false
        var failure: String?
        var rolledOut: Int?
        var tip: CommitID?
        var applied: [CommitID] = []
    }

    private let world: KubernetesWorld
    private let kubernetes: Kubernetes
    private let state = Mutex(State())

    let secret: String? = KubernetesServer.adminToken

    init(deadline: Duration) async throws {
        world = try await KubernetesWorld()
        for commit in [
            ReconcilerConformance.first, ReconcilerConformance.second, ReconcilerConformance.third,
            ReconcilerConformance.stranger,
        ] {
            world.commit(commit, ["apps/app.yaml": KubernetesWorld.deployment("app", commit)])
        }
        kubernetes = try world.kubernetes(deadline: deadline / .seconds(1))
    }

    var reconciler: any Reconciler { Played(fixture: self) }

    func applied() async throws -> [CommitID] { state.withLock { $0.applied } }

    private struct Played: Reconciler {
        let fixture: KubernetesFixture

        func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
            let receipt: Result<HandOffReceipt, Problem>
            do throws(Problem) {
                receipt = .success(try await fixture.kubernetes.request(request))
            } catch {
                receipt = .failure(error)
            }
            fixture.state.withLock { $0.tip = request.revision }
            do { try await fixture.act() } catch { throw .permanent("The test's controller failed: \(error)") }
            return try receipt.get()
        }

        func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
            try await fixture.kubernetes.observe(request, receipt: receipt)
        }
    }

    /// Rolls out what stands there.
    private func act() async throws {
        let (isHeldBack, tip, failure) = state.withLock { ($0.isHeldBack, $0.tip, $0.failure) }
        guard !isHeldBack, let object = try await world.cluster.get(.deployments, "app"), let tip else { return }
        if let failure {
            state.withLock { $0.failure = nil }
            try await world.report(
                available: 0,
                [
                    [
                        "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded",
                        "message": .string(failure),
                    ]
                ])
            return
        }
        try await world.report()
        state.withLock { state in
            guard state.rolledOut != object.generation else { return }
            state.rolledOut = object.generation
            state.applied.append(tip)
        }
    }

    func make(_ event: FarSideEvent) async throws {
        switch event {
        case .holdBack: state.withLock { $0.isHeldBack = true }
        case .carryOn:
            state.withLock { $0.isHeldBack = false }
            try await act()
        case .degrade(let words):
            try await world.report(
                available: 1,
                [
                    ["type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"],
                    [
                        "type": "Available", "status": "False", "reason": "MinimumReplicasUnavailable",
                        "message": .string(words),
                    ],
                ])
        case .recover: try await world.report()
        case .failNext(let words): state.withLock { $0.failure = words }
        case .move(let commit):
            // The next promotion of the stage, by another daemon.
            _ = try await kubernetes.request(try ReconcilerConformance.handOff(commit))
            try await world.report()
        case .goAway: world.sender.set(.away)
        case .comeBack: world.sender.set(nil)
        case .loseNextAnswer: world.sender.set(.losing("deployments"))
        case .fallSilent: world.sender.set(.silent)
        case .revoke:
            try world.cluster.write(
                kubeconfig: try world.cluster.server.kubeconfig(
                    user: "{ token: \(KubernetesServer.adminToken)-revoked }"))
        }
    }
}
