import Promotion

extension Observation {
    /// What a run that only plans has shown, once it has succeeded at `commit`. What cannot be read of its plan may be later.
    static func planned(_ plan: PlanSummary?, at commit: CommitID, by run: String) -> Observation {
        guard let plan else {
            return .progressing(reason: "\(run) succeeded, and no report of its plan can be read")
        }
        return plan.isEmpty
            ? .live(at: commit, evidence: plan.description)
            : .degraded(reason: "\(plan), though nothing new is declared (\(run))")
    }
}

/// A reconciler whose `driftRun` is not there is asked for none.
let noDriftRun = Problem.permanent("This reconciler has no `driftRun`.", remedy: "Say how one is started.")
