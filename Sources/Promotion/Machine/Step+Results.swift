import Foundation

extension Step {
    /// The stage's promotion, if it is still the one that a result is about.
    func promotion(_ id: PromotionID, _ environment: String) -> Promotion? {
        guard let promotion = state.stages[environment]?.promotion, promotion.id == id else { return nil }
        return promotion
    }

    mutating func takePlan(_ plan: Plan, _ seen: DeclaredState?, _ id: PromotionID, _ environment: String) {
        guard var promotion = promotion(id, environment), promotion.state == .planning else { return }
        let changed = promotion.plan.map { $0.hash != plan.hash } ?? false
        promotion.plan = plan
        if let current = self[environment].current, plan.declaredBefore != current.declared {
            // Something else is declared than was known, or at other places. On the server's own tip that is taken as a look
            // at the branch is, which tells a commit of ours from a person's change; on the mirror's the edits are made
            // once more.
            if let seen { return takeDeclared(seen, environment) }
            return self[environment].promotion = promotion
        }
        promotion.retry = nil
        promotion.since = now
        if plan.changesNothing {
            self[environment].promotion = promotion
            return land(environment, at: plan.base, "declares \(title(promotion.release)) already")
        }
        promotion.state = .waiting
        if changed {
            promotion.announced = false
            if !promotion.approvals.isEmpty {
                record(
                    "approvalsVoid", environment, promotion: id, release: promotion.release,
                    "The edits are others than those that were approved.")
            }
        }
        self[environment].promotion = promotion
    }

    mutating func takePlanFailure(_ problem: Problem, _ id: PromotionID, _ environment: String) {
        guard let promotion = promotion(id, environment), promotion.state == .planning else { return }
        let isNews = promotion.retry?.problem != problem
        putOff(problem, environment)
        if isNews, !problem.isTransient {
            record("blocked", environment, promotion: id, release: promotion.release, problem.description)
            notify(.failed, environment, promotion: id, release: promotion.release, problem.description)
        }
    }

    /// Tries the promotion's work again later; for a permanent problem not before something changes.
    mutating func putOff(_ problem: Problem, _ environment: String) {
        guard let promotion = self[environment].promotion else { return }
        let attempts = (promotion.retry?.attempts ?? 0) + 1
        let later = BackOff.next(problem, attempts: attempts, key: promotion.id.hex, now: now)
        self[environment].promotion?.retry = Retry(attempts: attempts, notBefore: later, problem: problem)
    }

    mutating func takeOutcome(_ outcome: SendOutcome, _ id: PromotionID, _ environment: String) {
        guard let promotion = promotion(id, environment), promotion.state == .sending else { return }
        guard pipeline.stage(environment) != nil else { return takeOutcomeOfRemoved(promotion, outcome, environment) }
        switch outcome {
        case .landed(let commit):
            land(environment, at: commit, "landed as \(commit.short)")
        case .alreadyDeclared(let commit):
            land(environment, at: commit, "is declared already")
        case .refused:
            // The branch moved, and on its new tip the edits are others, or none can be made: planning says which.
            replan(environment)
        case .notAuthorized:
            enter(.waiting, environment)
        case .failed(let problem):
            if problem.isTransient { putOff(problem, environment) } else { fail(environment, problem) }
        }
    }

    /// The stage was removed from the configuration while its commit was on the way: with its outcome it ends.
    private mutating func takeOutcomeOfRemoved(
        _ promotion: Promotion, _ outcome: SendOutcome, _ environment: String
    ) {
        var commit: CommitID?
        if case .landed(let id) = outcome { commit = id }
        abandonRemoved(promotion, commit, environment)
    }

    mutating func abandonRemoved(_ promotion: Promotion, _ commit: CommitID?, _ environment: String) {
        record(
            "abandoned", environment, promotion: promotion.id, release: promotion.release, commit: commit,
            "The \(pipeline.stages.isEmpty ? "pipeline" : "stage") was removed from the configuration; "
                + (commit.map { "its commit landed as \($0.short) and is not followed." }
                    ?? "nothing of it was read back."))
        forget(environment)
    }

    /// The branch declares the promotion's release at `commit`.
    mutating func land(_ environment: String, at commit: CommitID, _ how: String) {
        guard let promotion = self[environment].promotion, let release = state.release(promotion.release) else {
            return
        }
        let values = promotion.plan?.declaredOnceLanded ?? []
        closeVerification(environment)
        self[environment].branch = machine.environments[environment]?.branch.description
        self[environment].current = CurrentVersion(
            release: release.id, declared: values,
            tags: Dictionary(release.artifacts.map { ($0.source, $0.tag) }, uniquingKeysWith: { $1 }), commit: commit,
            promotion: promotion.id, since: now)
        self[environment].lastPromotion = promotion.id
        self[environment].drift = nil
        settleContest(environment, landed: release.id)
        enter(.landed(commit), environment)
        record(
            "landed", environment, promotion: promotion.id, release: release.id, commit: commit,
            "\(release.title) \(how).")
    }

    mutating func takeReceipt(_ receipt: HandOffReceipt, _ id: PromotionID, _ environment: String) {
        guard let promotion = promotion(id, environment), case .landed(let commit) = promotion.state else { return }
        enter(.deploying(commit, receipt, lastSeen: nil), environment)
        record(
            "handedOff", environment, promotion: id, release: promotion.release, commit: commit,
            "The reconciler was asked for \(commit.short).")
        if let settled = receipt.settled { takeObservation(settled, .steady, id, environment) }
    }

    mutating func takeHandOffFailure(_ problem: Problem, _ id: PromotionID, _ environment: String) {
        guard let promotion = promotion(id, environment), promotion.commit != nil else { return }
        if problem.isTransient {
            putOff(problem, environment)
        } else {
            // Nobody could be asked: that says nothing of the release.
            failLanded(environment, isVerdict: false, problem)
        }
    }

    mutating func takeObservation(
        _ observation: Observation, _ pace: ObservationPace, _ id: PromotionID, _ environment: String
    ) {
        guard let promotion = promotion(id, environment), case .deploying(let commit, let receipt, _) = promotion.state
        else { return }
        switch observation {
        case .waiting(let reason), .progressing(let reason), .degraded(let reason):
            self[environment].promotion?.state = .deploying(commit, receipt, lastSeen: reason)
            // Looked at again; not a failure, so no back-off.
            let next = now.addingTimeInterval(pace.pause(after: now.timeIntervalSince(promotion.since)))
            self[environment].promotion?.retry = Retry(attempts: 0, notBefore: next, problem: .transient(reason))
        case .live(let at, let evidence):
            takeLive(promotion, at: at, evidence: evidence, environment)
        case .failed(let reason):
            failLanded(
                environment,
                .permanent(
                    "The reconciler gave up: \(reason)",
                    remedy: "Mend it and `sluice retry`, or `sluice rollback`."))
        }
    }
}
