package import Promotion
import Synchronization

/// What a test makes of the fake's far side.
extension FakeReconciler {
    /// The next looks at a stage see these, one each; then the truth again.
    package func script(_ observations: Observation..., for stage: StageID) {
        state.withLock { $0.scripts[stage, default: []] += observations }
    }

    package func failNextRequests(_ problems: Problem...) { state.withLock { $0.requestFailures += problems } }
    package func failNextObservations(_ problems: Problem...) { state.withLock { $0.observeFailures += problems } }

    /// Whether receipts already prove the outcome, as a command's do.
    package func setSettles(_ settles: Bool) { state.withLock { $0.settles = settles } }

    /// How often it wants to be looked at.
    package func setPace(_ pace: ObservationPace) { state.withLock { $0.pace = pace } }

    /// Whether a request changes nothing until `apply` or `carryOn` is called.
    package func setManual(_ isManual: Bool) { state.withLock { $0.isManual = isManual } }

    /// Does what was held back.
    package func carryOn() {
        state.withLock { state in
            state.isManual = false
            for request in state.heldBack { perform(request, &state) }
            state.heldBack = []
        }
    }

    /// Makes a revision live, as the cluster's own controller does.
    package func apply(_ revision: CommitID, to stage: StageID) { state.withLock { $0.live[stage] = revision } }

    package func live(_ stage: StageID) -> CommitID? { state.withLock { $0.live[stage] } }

    /// Whatever is live is not healthy, in these words; nil for healthy again.
    package func setDegraded(_ words: String?) { state.withLock { $0.degraded = words } }

    /// Somebody changes what is live in a stage, in these words, until something is applied there; nil for as it was.
    package func change(_ stage: StageID, _ words: String?) { state.withLock { $0.changed[stage] = words } }

    /// The next promotion that is asked for is given up in these words.
    package func failNext(_ words: String) { state.withLock { $0.nextFailure = words } }

    /// Every call fails so; nil for none.
    package func setOutage(_ problem: Problem?) { state.withLock { $0.outage = problem } }

    /// The next request is carried out, and its answer is lost.
    package func loseNextAnswer() { state.withLock { $0.losesNextAnswer = true } }
}
