package import Foundation

extension PipelineMachine {
    /// One stage, as `status` has it.
    package func status(of stage: Stage, in state: PipelineState, now: Date) -> StageStatus {
        Step(machine: self, state: state, now: now).status(stage)
    }

    /// What the people of a stage's merge request are told; the applications' changes are still to be read. Nil where the
    /// merge request's release is not known any more.
    ///
    /// - Parameter publicURL: where people reach the daemon, if they do.
    package func mergeRequestFacts(
        of stage: Stage, in state: PipelineState, now: Date, publicURL: String? = nil
    ) -> MergeRequestFacts? {
        let step = Step(machine: self, state: state, now: now)
        let own = step[stage.environment]
        guard let promotion = own.promotion ?? own.proposal.map({ ended($0, stage) }),
            let release = state.release(promotion.release)
        else { return nil }
        let status = step.untroubledStatus(stage)
        let isLanded = own.current?.promotion == promotion.id
        // Once it has landed the current version is the release itself: what moved is told from before.
        let previous = isLanded ? nil : own.current?.release.flatMap(state.release)
        var facts = MergeRequestFacts(
            stage: promotion.stage, promotion: promotion.id, kind: promotion.kind, requestedBy: promotion.requestedBy,
            release: release,
            moves: MergeRequestFacts.moves(to: release, from: previous, current: isLanded ? nil : own.current),
            edits: promotion.plan?.edits ?? [])
        facts.runsIn = pipeline.stages.filter(stage.tells).compactMap { other in
            guard let current = step[other.environment].current, current.release == release.id else { return nil }
            return .init(environment: other.environment, since: current.since, verifiedAt: current.verifiedAt)
        }
        facts.passed = step.passedGates(stage, release)
        // Its opening is no news to those who read it.
        facts.waiting = promotion.state == .proposing ? step.closedGates(stage) ?? [] : status.waiting
        facts.approvals = promotion.approvals.filter { $0.planHash == promotion.plan?.hash }
        facts.countsReviews = !(environments[stage.environment]?.delivery.mergeRequest?.accounts.isEmpty ?? true)
        facts.progress = step.progress(stage, promotion)
        facts.address = publicURL.map { "\($0)/pipelines/\(pipeline.name)" }
        return facts
    }

    /// What the people of a merge request that is closed are told, and how it ended.
    package func lastWords(
        on errand: Errand, in state: PipelineState
    ) -> (facts: MergeRequestFacts, ending: MergeRequestEnding) {
        let proposal = errand.proposal
        let known = state.release(proposal.release)
        let release = known ?? Release(pipeline: pipeline.name, artifacts: [], number: 0, cutAt: proposal.pushedAt)
        let facts = MergeRequestFacts(
            stage: pipeline.id(errand.environment), promotion: proposal.promotion, release: release, moves: [],
            edits: [])
        guard known != nil, let ending = errand.ending else {
            return (facts, .promotion(.abandoned(reason: errand.closing ?? "")))
        }
        var successor: String?
        if case .superseded(let by) = ending { successor = state.release(by)?.title }
        return (facts, .promotion(ending, successor: successor))
    }

    /// A promotion that has ended, as far as its merge request remembers it.
    private func ended(_ proposal: Proposal, _ stage: Stage) -> Promotion {
        Promotion(
            id: proposal.promotion, stage: pipeline.id(stage.environment), release: proposal.release, kind: .automatic,
            requestedBy: "sluice", at: proposal.pushedAt)
    }
}

extension Step {
    fileprivate func progress(_ stage: Stage, _ promotion: Promotion) -> MergeRequestFacts.Progress {
        let own = self[stage.environment]
        switch own.promotion?.state {
        case .merging: return .merging(reason: nil)
        case .landed(let commit): return .deploying(commit, seen: nil)
        case .deploying(let commit, _, let seen): return .deploying(commit, seen: seen)
        case .verifying(let commit):
            let status = status(stage)
            return .verifying(commit, seen: status.waiting.map(\.message).joined(separator: " "))
        case .ended(.failed(let problem)): return .failed(problem)
        case .proposed where closedGates(stage)?.isEmpty == true:
            return .merging(reason: own.proposal?.queued?.reason)
        case nil:
            if let current = own.current, current.promotion == promotion.id, let verified = current.verifiedAt {
                return .live(current.commit, since: verified)
            }
            return .waiting
        case .planning, .waiting, .sending, .proposing, .proposed, .ended: return .waiting
        }
    }

    /// The gates that let the release pass, a sentence each.
    fileprivate func passedGates(_ stage: Stage, _ release: Release) -> [String] {
        var passed = (stage.after + stage.canaries).compactMap { upstream -> String? in
            guard let first = self[upstream].verifications.first(where: { $0.release == release.id }) else {
                return nil
            }
            return "Verified in \(upstream) since \(GateKeeper.text(first.from))."
        }
        if stage.soakTime > 0, stage.after.allSatisfy({ soaked(release.id, in: $0, for: stage.soakTime) == .long }) {
            passed.append("Soaked for \(Int(stage.soakTime)) s.")
        }
        guard let keeper = machine.gateKeeper(stage), let promotion = self[stage.environment].promotion else {
            return passed
        }
        for rule in keeper.rules {
            let count = keeper.count(rule, promotion: promotion, release: release)
            if count >= rule.requiredApprovals {
                passed.append("Rule \(rule.name) has \(count) approval\(count == 1 ? "" : "s").")
            }
        }
        return passed
    }
}
