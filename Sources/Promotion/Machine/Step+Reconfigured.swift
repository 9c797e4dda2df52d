extension Step {
    /// New definitions: what was not sent is planned again, what could not be done is tried again, and stages that are gone
    /// end. Also taken in at every start, since the definitions may have changed while nothing ran.
    mutating func takeReconfiguration() {
        // What was found under another policy is not released under this one.
        for source in state.sources.keys { state.sources[source]?.candidates = [] }
        // A token may have other rights by now.
        state.muted = [:]
        for environment in state.stages.keys.sorted() {
            guard let stage = state.stages[environment] else { continue }
            guard pipeline.stage(environment) != nil else {
                remove(environment, stage)
                continue
            }
            let branch = machine.environments[environment]?.branch.description
            if let seen = stage.branch, let branch, seen != branch {
                move(environment, stage, from: seen, to: branch)
                continue
            }
            self[environment].retry = nil
            // What was refused may be mended by now.
            if let refused = stage.proposal?.asked?.refused.map(\.name), !refused.isEmpty {
                self[environment].proposal?.asked?.labels.subtract(refused)
                self[environment].proposal?.asked?.reviewers.subtract(refused)
                self[environment].proposal?.asked?.refused = []
            }
            if stage.promotion?.isUnsent == true { replan(environment) }
            spreadWatch(environment)
        }
    }

    private mutating func remove(_ environment: String, _ stage: StageState) {
        if let promotion = stage.promotion {
            // What may be on its way is read back first, and at once; its result removes the stage.
            if promotion.isUnderWay {
                self[environment].promotion?.retry = nil
                return
            }
            record(
                "abandoned", environment, promotion: promotion.id, release: promotion.release,
                "The \(isRemoved ? "pipeline" : "stage") was removed from the configuration.")
        }
        forget(environment)
    }

    /// Whether it is the pipeline as a whole that is gone from the configuration.
    private var isRemoved: Bool { pipeline.stages.isEmpty }

    /// Lets go of a stage that is gone. Where its pipeline is, what people decided stands when it comes back.
    mutating func forget(_ environment: String) {
        guard let stage = state.stages[environment] else { return }
        withdraw(
            environment,
            because: isRemoved
                ? "\(pipeline.name) was removed from the configuration."
                : "\(environment) was removed from the configuration of \(pipeline.name).")
        let decided = StageState(keepingDecisionsOf: stage)
        state.stages[environment] = isRemoved && decided != StageState() ? decided : nil
    }

    /// The environment lives on another branch now, which is seen for the first time.
    private mutating func move(_ environment: String, _ stage: StageState, from old: String, to new: String) {
        let what = stage.promotion?.isUnderWay == true ? " What was being sent to \(old) is not followed." : ""
        record(
            "moved", environment, promotion: stage.promotion?.id, release: stage.promotion?.release,
            "The stage is on \(new) now, was on \(old).\(what)")
        withdraw(environment, because: "\(environment) is on \(new) now.")
        state.stages[environment] = StageState(keepingDecisionsOf: stage)
    }
}
