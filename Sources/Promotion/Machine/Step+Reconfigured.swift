extension Step {
    /// New definitions: what was not sent is planned again, what could not be done is tried again, and stages that are gone
    /// end. Also taken in at every start, since the definitions may have changed while nothing ran.
    mutating func takeReconfiguration() {
        // What was found under another policy is not released under this one.
        for source in state.sources.keys { state.sources[source]?.candidates = [] }
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
            if stage.promotion?.isUnsent == true { replan(environment) }
            spreadWatch(environment)
        }
    }

    private mutating func remove(_ environment: String, _ stage: StageState) {
        if let promotion = stage.promotion {
            // What may be on its way is read back first; its result removes the stage.
            if promotion.isUnderWay { return }
            record(
                "abandoned", environment, promotion: promotion.id, release: promotion.release,
                "The stage was removed from the configuration.")
        }
        withdraw(environment, because: "\(environment) was removed from the configuration of \(pipeline.name).")
        state.stages[environment] = nil
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
