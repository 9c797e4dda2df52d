import Foundation

extension Step {
    /// The first look at one stage: end what is over, begin what is due.
    mutating func settle(_ stage: Stage) {
        guard self[stage.environment].current != nil else { return }
        settleVerification(stage)
        failOverdue(stage)
        endOvertaken(stage)
        beginPromotion(stage)
    }

    /// The second look: open the gates.
    mutating func send(_ stage: Stage) {
        guard self[stage.environment].current != nil else { return }
        openGates(stage)
        settleProposal(stage)
        settleWatch(stage)
    }

    /// A promotion that nothing was sent of gives way to the release that is wanted now; one that ended gives way to any.
    private mutating func endOvertaken(_ stage: Stage) {
        let environment = stage.environment
        guard let promotion = self[environment].promotion, promotion.kind == .automatic else { return }
        guard promotion.isUnsent else { return }
        let wanted = desired(stage)
        if wanted?.id == promotion.release { return }
        // Under `every` the oldest wanted release stays the wanted one, so only a refusal, a pin or a new
        // configuration gets here.
        if let wanted {
            end(environment, .superseded(by: wanted.id))
            record(
                "superseded", environment, promotion: promotion.id, release: promotion.release,
                "\(title(promotion.release)) gives way to \(wanted.title).")
        } else {
            end(environment, .abandoned(reason: "No longer wanted."))
            record(
                "abandoned", environment, promotion: promotion.id, release: promotion.release,
                "\(title(promotion.release)) is no longer wanted here.")
        }
        self[environment].promotion = nil
    }

    private mutating func beginPromotion(_ stage: Stage) {
        let environment = stage.environment
        switch self[environment].promotion?.state {
        case nil, .ended: break
        case .planning, .waiting, .sending, .proposing, .proposed, .merging, .landed, .deploying, .verifying: return
        }
        guard let release = desired(stage) else { return }
        begin(stage, release, kind: .automatic, by: "sluice")
    }

    /// Starts a promotion, and records which releases it leaves out.
    mutating func begin(_ stage: Stage, _ release: Release, kind: Promotion.Kind, by user: String) {
        let environment = stage.environment
        let promotion = Promotion(
            stage: pipeline.id(environment), release: release.id, previous: self[environment].lastPromotion, kind: kind,
            requestedBy: user, at: now)
        self[environment].promotion = promotion
        record(
            "begun", environment, by: user, promotion: promotion.id, release: release.id,
            "\(kind == .rollback ? "Rollback to" : "Promotion of") \(release.title) began.")
        guard kind == .automatic, let current = self[environment].current?.release.flatMap(state.release) else {
            return
        }
        for skipped in state.releases where skipped.number > current.number && skipped.number < release.number {
            guard !isRefused(skipped.id, in: environment) else { continue }
            record(
                "skipped", environment, release: skipped.id,
                "\(skipped.title) is left out: \(release.title) is newer and eligible.")
        }
    }

    /// Sends what no gate stops any more, and tells people once when it waits for them.
    private mutating func openGates(_ stage: Stage) {
        let environment = stage.environment
        guard let promotion = self[environment].promotion, let plan = promotion.plan,
            promotion.state == .waiting || promotion.state == .proposed, let closed = closedGates(stage)
        else { return }
        if let retry = promotion.retry, retry.notBefore > now { return }
        let delivery = machine.environments[environment]?.delivery ?? .push
        switch (promotion.state, delivery) {
        case (.waiting, .mergeRequest(let delivery)): propose(promotion, plan, delivery, closed, environment)
        case (.waiting, .push) where closed.isEmpty:
            enter(.sending, environment)
            record(
                "sending", environment, promotion: promotion.id, release: promotion.release,
                "Every gate is open; \(title(promotion.release)) is sent on \(plan.base.short).")
        case (.proposed, .mergeRequest(let delivery)) where closed.isEmpty:
            merge(promotion, delivery, environment)
        // The environment has no merge requests any more.
        case (.proposed, .push): replan(environment)
        default: break
        }
        if !promotion.announced, closed.contains(where: { $0.gate == .approval }) {
            self[environment].promotion?.announced = true
            notify(
                .waitingForApproval, environment, promotion: promotion.id, release: promotion.release,
                "\(title(promotion.release)) waits: " + closed.map(\.message).joined(separator: " "))
        }
    }

    /// Every gate that is closed for the stage's promotion, also those that other stages close; nil where none are asked.
    func closedGates(_ stage: Stage) -> [Waiting]? {
        guard let promotion = self[stage.environment].promotion, let release = state.release(promotion.release),
            let keeper = machine.gateKeeper(stage)
        else { return nil }
        var closed = keeper.closed(for: promotion, release: release, in: self[stage.environment], now: now)
        if let soaking = soakingHere(stage, replacing: promotion) { closed.append(soaking) }
        if let fanOut = machine.fanOut(stage, state) { closed += fanOut.closed(for: promotion, in: stage.environment) }
        if let drifted = driftedUpstream(stage, promotion) { closed.append(drifted) }
        return closed
    }

    private mutating func failOverdue(_ stage: Stage) {
        let environment = stage.environment
        guard let promotion = self[environment].promotion, case .deploying(_, _, let seen) = promotion.state,
            let deadline = machine.environments[environment]?.liveDeadline,
            now.timeIntervalSince(promotion.since) >= deadline
        else { return }
        failLanded(
            environment,
            .permanent(
                "Not live within \(Int(deadline)) s\(seen.map { ": \($0)" } ?? ".")",
                remedy: "Mend what the reconciler reports, then `sluice retry`; or raise liveDeadline."))
    }

    /// Lets the stage's promotion enter a state, now and with no failed attempts.
    mutating func enter(_ next: Promotion.State, _ environment: String) {
        let now = now
        self[environment].promotion?.state = next
        self[environment].promotion?.since = now
        self[environment].promotion?.retry = nil
    }

    mutating func end(_ environment: String, _ ending: Promotion.Ending) { enter(.ended(ending), environment) }

    /// Stops the stage's promotion with its reason, and nothing else.
    mutating func fail(_ environment: String, _ problem: Problem) {
        guard let promotion = self[environment].promotion else { return }
        let commit = promotion.commit
        end(environment, .failed(problem))
        let now = now
        clearFailure(of: promotion.release, environment)
        self[environment].failures?.append(
            StageState.Failure(release: promotion.release, at: now, reason: problem.summary))
        record(
            "failed", environment, promotion: promotion.id, release: promotion.release, commit: commit,
            problem.description)
        notify(.failed, environment, promotion: promotion.id, release: promotion.release, problem.description)
    }

    /// What failed here counts as mended, or as a person's matter by now.
    mutating func clearFailure(of release: ReleaseID, _ environment: String) {
        self[environment].failures = (self[environment].failures ?? []).filter { $0.release != release }
    }

    func title(_ id: ReleaseID) -> String { state.release(id)?.title ?? id.short }

    func isRefused(_ id: ReleaseID, in environment: String) -> Bool {
        self[environment].refused.contains { $0.release == id }
    }
}
