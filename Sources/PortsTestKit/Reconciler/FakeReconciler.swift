package import Promotion
import Synchronization

/// A reconciler of a cluster that a test moves, and that lies when the test says so.
///
/// By itself it is honest and quick: what was requested is live at the next look, and a promotion that is asked for again
/// changes nothing. A script says what the next looks see instead, in whatever order: live before anything was applied,
/// healthy at the old revision, degraded and back.
package final class FakeReconciler: Reconciler {
    struct State {
        var live: [StageID: CommitID] = [:]
        var scripts: [StageID: [Observation]] = [:]
        var requestFailures: [Problem] = []
        var observeFailures: [Problem] = []
        var outage: Problem?
        var settles = false
        var isManual = false
        /// Asked for and held back, in order.
        var heldBack: [HandOff] = []
        /// By promotion, the revision that it was done at last.
        var done: [PromotionID: CommitID] = [:]
        var given: [PromotionID: String] = [:]
        var nextFailure: String?
        var degraded: String?
        /// What somebody has changed, by stage, until something is applied there.
        var changed: [StageID: String] = [:]
        var planned: [PromotionID: HandOff] = [:]
        var losesNextAnswer = false
        var pace = ObservationPace.steady
    }

    let state = Mutex(State())
    private let isAncestor: @Sendable (CommitID, CommitID) -> Bool

    /// Every request, repeats and failed ones included.
    package let requests = Recorder<HandOff>()
    package let observations = Recorder<HandOff>()
    /// What was made live because it was asked for, in order.
    package let applied = Recorder<CommitID>()
    /// The runs that only planned, each once.
    package let plans = Recorder<PromotionID>()

    /// `isAncestor` says whether the first commit is the second or behind it: a descendant counts as live.
    package init(isAncestor: @escaping @Sendable (CommitID, CommitID) -> Bool = { $0 == $1 }) {
        self.isAncestor = isAncestor
    }

    /// The promotions that were asked for, each once.
    package var promotions: Set<PromotionID> { Set(requests.values.map(\.promotion)) }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        requests.append(request)
        let outcome: Result<Observation?, Problem> = state.withLock { state in
            if let outage = state.outage { return .failure(outage) }
            if !state.requestFailures.isEmpty { return .failure(state.requestFailures.removeFirst()) }
            let isKnown = state.heldBack.contains(request)
            if request.plansOnly {
                let isNew = state.planned.updateValue(request, forKey: request.promotion) == nil
                if isNew { plans.append(request.promotion) }
            } else if !state.isManual {
                perform(request, &state)
            } else if !isKnown, state.done[request.promotion] != request.revision {
                state.heldBack.append(request)
            }
            if state.losesNextAnswer {
                state.losesNextAnswer = false
                return .failure(.transient("The answer was lost."))
            }
            guard state.settles else { return .success(nil) }
            return .success(
                state.given[request.promotion].map { .failed(reason: $0) } ?? .live(at: request.revision))
        }
        return HandOffReceipt("request \(request.promotion.short)", settled: try outcome.get())
    }

    package func pace(of request: HandOff) async -> ObservationPace { state.withLock { $0.pace } }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        observations.append(request)
        let seen: Result<Observation, Problem> = state.withLock { state in
            if let outage = state.outage { return .failure(outage) }
            if !state.observeFailures.isEmpty { return .failure(state.observeFailures.removeFirst()) }
            if state.scripts[request.stage]?.isEmpty == false, let next = state.scripts[request.stage]?.removeFirst() {
                return .success(next)
            }
            if let settled = receipt?.settled { return .success(settled) }
            if request.plansOnly, state.planned[request.promotion] == nil {
                return .success(.waiting(reason: "no plan was asked for"))
            }
            if let words = state.given[request.promotion] { return .success(.failed(reason: words)) }
            guard let live = state.live[request.stage] else { return .success(.waiting(reason: "nothing is live")) }
            guard isAncestor(request.revision, live) else {
                return .success(.progressing(reason: "\(live.short) is live"))
            }
            let wrong = state.degraded ?? state.changed[request.stage]
            return .success(wrong.map { .degraded(reason: $0) } ?? .live(at: live))
        }
        return try seen.get()
    }

    /// Does what was asked for: once for each promotion and its revision, unless it was given up.
    func perform(_ request: HandOff, _ state: inout State) {
        guard state.done[request.promotion] != request.revision else { return }
        state.given[request.promotion] = state.nextFailure
        state.nextFailure = nil
        guard state.given[request.promotion] == nil else { return }
        state.done[request.promotion] = request.revision
        state.live[request.stage] = request.revision
        state.changed[request.stage] = nil
        applied.append(request.revision)
    }
}
