package import Promotion
import Synchronization

/// A reconciler of a cluster that a test moves, and that lies when the test says so.
///
/// By itself it is honest and quick: what was requested is live at the next look. A script says what the next looks see instead,
/// in whatever order: live before anything was applied, healthy at the old revision, degraded and back.
package final class FakeReconciler: Reconciler {
    private struct State {
        var live: [StageID: CommitID] = [:]
        var scripts: [StageID: [Observation]] = [:]
        var requestFailures: [Problem] = []
        var observeFailures: [Problem] = []
        var settles = false
        var isManual = false
    }

    private let state = Mutex(State())

    /// Every request, repeats and failed ones included.
    package let requests = Recorder<HandOff>()
    package let observations = Recorder<HandOff>()

    package init() {}

    /// The promotions that were asked for, each once.
    package var promotions: Set<PromotionID> { Set(requests.values.map(\.promotion)) }

    /// The next looks at a stage see these, one each; then the truth again.
    package func script(_ observations: Observation..., for stage: StageID) {
        state.withLock { $0.scripts[stage, default: []] += observations }
    }

    package func failNextRequests(_ problems: Problem...) { state.withLock { $0.requestFailures += problems } }
    package func failNextObservations(_ problems: Problem...) { state.withLock { $0.observeFailures += problems } }

    /// Whether receipts already prove the outcome, as a command's do.
    package func setSettles(_ settles: Bool) { state.withLock { $0.settles = settles } }

    /// Whether a request changes nothing until `apply` is called.
    package func setManual(_ isManual: Bool) { state.withLock { $0.isManual = isManual } }

    /// Makes a revision live, as the cluster's own controller does.
    package func apply(_ revision: CommitID, to stage: StageID) { state.withLock { $0.live[stage] = revision } }

    package func live(_ stage: StageID) -> CommitID? { state.withLock { $0.live[stage] } }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        requests.append(request)
        let (failure, settles) = state.withLock { state in
            if !state.requestFailures.isEmpty { return (state.requestFailures.removeFirst() as Problem?, false) }
            if !state.isManual { state.live[request.stage] = request.revision }
            return (nil, state.settles)
        }
        if let failure { throw failure }
        return HandOffReceipt(
            "request \(request.promotion.short)", settled: settles ? .live(at: request.revision) : nil)
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        observations.append(request)
        let seen: Result<Observation, Problem> = state.withLock { state in
            if !state.observeFailures.isEmpty { return .failure(state.observeFailures.removeFirst()) }
            if state.scripts[request.stage]?.isEmpty == false, let next = state.scripts[request.stage]?.removeFirst() {
                return .success(next)
            }
            if let settled = receipt?.settled { return .success(settled) }
            return switch state.live[request.stage] {
            case request.revision: .success(.live(at: request.revision))
            case let other?: .success(.progressing(reason: "\(other.short) is live"))
            case nil: .success(.waiting(reason: "nothing is live"))
            }
        }
        return try seen.get()
    }
}
