import Foundation

extension Step {
    private mutating func refuse(_ summary: String, _ remedy: String? = nil) {
        transition.refusal = .permanent(summary, remedy: remedy)
    }

    mutating func takeCommand(_ command: Command, by user: String) {
        let environment = command.environment
        guard let stage = pipeline.stage(environment) else {
            return refuse(
                "\(pipeline.name) has no stage \(environment).",
                "Its stages are \(pipeline.stages.map(\.environment).joined(separator: ", ")).")
        }
        guard self[environment].current != nil || command.isHoldOrPin else {
            return refuse("\(environment) was not read yet.", self[environment].problem?.description)
        }
        switch command {
        case .promote(_, let id):
            guard let release = state.release(id) else { return refuse("No release \(id.short) is known.") }
            promote(release, stage, by: user)
        case .promoteArtifacts(_, let artifacts):
            let id = ReleaseID(pipeline: pipeline.name, artifacts: artifacts)
            promote(state.release(id) ?? add(artifacts), stage, by: user)
        case .approve(_, let hash): approve(stage, hash, by: user)
        case .reject(_, let reason): reject(stage, reason, by: user)
        case .retry: retry(environment, by: user)
        case .hold(_, let reason, let isLine): hold(environment, isLine ? .line : .stage, by: user, reason)
        case .resume: resume(environment, by: user)
        case .pin(_, let id, let reason): pin(stage, id, reason, by: user)
        case .unpin:
            guard self[environment].pin != nil else { return refuse("\(environment) is not pinned.") }
            self[environment].pin = nil
            record("unpinned", environment, by: user, "The pin was lifted.")
        case .rollback(_, let id, let reason): rollback(stage, id, reason, by: user)
        }
    }

    /// Refuses while something may be on its way: it is read back before anything else is sent.
    private mutating func makeRoom(_ environment: String, for release: Release, by user: String) -> Bool {
        guard let promotion = self[environment].promotion else { return true }
        switch promotion.state {
        case .planning, .waiting, .proposed:
            record(
                "superseded", environment, by: user, promotion: promotion.id, release: promotion.release,
                "\(title(promotion.release)) gives way to \(release.title).")
            self[environment].promotion = nil
            return true
        case .landed, .deploying, .verifying:
            record(
                "abandoned", environment, by: user, promotion: promotion.id, release: promotion.release,
                "\(title(promotion.release)) is no longer followed: \(release.title) was asked for.")
            self[environment].promotion = nil
            return true
        case .ended:
            self[environment].promotion = nil
            return true
        case .sending, .proposing, .merging:
            refuse(
                "\(title(promotion.release)) is being sent to \(environment) right now.",
                "Try again when its outcome was read back.")
            return false
        }
    }

    private mutating func promote(_ release: Release, _ stage: Stage, by user: String) {
        let environment = stage.environment
        guard self[environment].current?.release != release.id else {
            return refuse("\(release.title) is what \(environment) has already.")
        }
        guard isVerifiedUpstream(release, stage), makeRoom(environment, for: release, by: user) else { return }
        self[environment].refused.removeAll { $0.release == release.id }
        begin(stage, release, kind: .requested, by: user)
    }

    /// Refuses where a stage before this one has not verified the release.
    private mutating func isVerifiedUpstream(_ release: Release, _ stage: Stage) -> Bool {
        for upstream in stage.after where soaked(release.id, in: upstream, for: 0) == .never {
            refuse(
                "\(release.title) was not verified in \(upstream) yet.", "Promote it there first: the order is a gate.")
            return false
        }
        guard let canary = missingCanary(release.id, stage) else { return true }
        refuse(
            "\(release.title) was not verified in the canary \(canary) yet.",
            "Promote it there first: canaries go first.")
        return false
    }

    private mutating func approve(_ stage: Stage, _ hash: String?, by user: String) {
        let environment = stage.environment
        guard let promotion = self[environment].promotion, let plan = promotion.plan,
            promotion.state == .waiting || promotion.state == .proposed, let release = state.release(promotion.release),
            let keeper = machine.gateKeeper(stage)
        else { return refuse("Nothing waits for approval in \(environment).") }
        if let hash, !plan.hash.hasPrefix(hash) || hash.count < 8 {
            return refuse(
                "The edits have changed since they were read: they are \(plan.hash.prefix(12)) now.",
                "Read them again with `sluice plan`, then approve.")
        }
        if let why = keeper.refusal(of: user, promotion: promotion, release: release) { return refuse(why) }
        guard !promotion.approvals.contains(where: { $0.by == user && $0.planHash == plan.hash }) else { return }
        let approval = Promotion.Approval(by: user, at: now, planHash: plan.hash)
        self[environment].promotion?.approvals.append(approval)
        record(
            "approved", environment, by: user, promotion: promotion.id, release: release.id,
            "\(release.title), edits \(plan.hash.prefix(12)).")
    }

    private mutating func reject(_ stage: Stage, _ reason: String?, by user: String) {
        let environment = stage.environment
        let promotion = self[environment].promotion
        let rejected = promotion.flatMap { $0.isUnsent || $0.hasFailed ? $0.release : nil }
        guard let release = rejected ?? releaseThatStops(stage) else {
            return refuse("Nothing that could be rejected waits in \(environment).")
        }
        let text = reason ?? "rejected"
        if rejected == nil { self[environment].refused.removeAll { $0.release == release } }
        self[environment].refused.append(StageState.Refusal(release: release, by: user, at: now, reason: text))
        clearFailure(of: release, environment)
        if rejected != nil { self[environment].promotion = nil }
        record(
            "rejected", environment, by: user, promotion: rejected == nil ? nil : promotion?.id, release: release,
            "\(title(release)): \(text)")
    }

    /// What went back by itself after it had failed stops the others of its group until a person says that it is left out.
    private func releaseThatStops(_ stage: Stage) -> ReleaseID? {
        guard stage.group?.stopsOnFailure == true else { return nil }
        let own = self[stage.environment]
        return own.failures?.last { $0.release != own.promotion?.release }?.release
    }

    private mutating func retry(_ environment: String, by user: String) {
        guard let promotion = self[environment].promotion else {
            guard self[environment].problem != nil else { return refuse("Nothing failed in \(environment).") }
            self[environment].retry = nil
            record("retried", environment, by: user, "The branch is read again.")
            return
        }
        if case .ended(.failed) = promotion.state {
            // A failure after landing is followed up where it stopped; one before it is planned anew.
            if let current = self[environment].current, current.promotion == promotion.id {
                enter(.landed(current.commit), environment)
            } else {
                enter(.planning, environment)
            }
        } else if promotion.retry == nil, self[environment].proposal?.dropped == nil {
            return refuse("Nothing failed in \(environment).")
        }
        self[environment].proposal?.dropped = nil
        self[environment].promotion?.retry = nil
        // What failed does not count any more: it is tested anew.
        self[environment].promotion?.verification = nil
        record(
            "retried", environment, by: user, promotion: promotion.id, release: promotion.release,
            "\(title(promotion.release)) is tried again.")
    }

    private mutating func resume(_ environment: String, by user: String) {
        guard self[environment].hold != nil else { return refuse("\(environment) is not held.") }
        self[environment].hold = nil
        self[environment].drift = nil
        // What others write from now on counts from one.
        self[environment].contest = nil
        record("resumed", environment, by: user, "The hold was lifted.")
    }

    private mutating func pin(_ stage: Stage, _ id: ReleaseID, _ reason: String?, by user: String) {
        let environment = stage.environment
        guard let release = state.release(id) else { return refuse("No release \(id.short) is known.") }
        let wasHere =
            self[environment].current?.release == id
            || self[environment].verifications.contains { $0.release == id }
        guard wasHere || isVerifiedUpstream(release, stage) else { return }
        if let promotion = self[environment].promotion, promotion.release != id, promotion.isUnsent {
            guard makeRoom(environment, for: release, by: user) else { return }
        }
        self[environment].pin = StageState.Pin(release: id, by: user, at: now, reason: reason)
        record(
            "pinned", environment, by: user, release: id,
            "Pinned to \(release.title)\(reason.map { ": \($0)" } ?? ".")")
    }

    /// Back to a release that was verified here; the stage is held from now on, and what it is rolled past is refused.
    private mutating func rollback(_ stage: Stage, _ id: ReleaseID?, _ reason: String?, by user: String) {
        let environment = stage.environment
        let current = self[environment].current?.release
        let running = current.flatMap(state.release)
        let verified = self[environment].verifications.map(\.release)
        let before = verified.last { id in
            guard let running, let release = state.release(id) else { return id != current }
            return release.number < running.number
        }
        guard let target = id ?? before, let release = state.release(target) else {
            return refuse("No release that was verified in \(environment) before is known to roll back to.")
        }
        guard verified.contains(target) else {
            return refuse(
                "\(release.title) was never verified in \(environment).",
                "Only a release that was can be rolled back to.")
        }
        guard target != current else { return refuse("\(release.title) is what \(environment) has already.") }
        guard makeRoom(environment, for: release, by: user) else { return }
        let text = reason ?? "rolled back to \(release.title)"
        refuse(past: release, from: running?.id, environment, by: user, text)
        begin(stage, release, kind: .rollback, by: user)
        hold(environment, .rollback, by: user, text)
    }

}

extension Command {
    /// What may be said of a stage before its repository was read.
    fileprivate var isHoldOrPin: Bool {
        switch self {
        case .hold, .resume, .unpin, .retry: true
        case .promote, .promoteArtifacts, .approve, .reject, .pin, .rollback: false
        }
    }
}
