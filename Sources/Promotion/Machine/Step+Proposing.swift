import Foundation

/// A promotion becomes a merge request, and the merge request a merge.
extension Step {
    /// Opens the merge request, or takes up the one that is open where it has these very edits already.
    mutating func propose(
        _ promotion: Promotion, _ plan: Plan, _ delivery: MergeRequestDelivery, _ closed: [Waiting],
        _ environment: String
    ) {
        if let proposal = self[environment].proposal, proposal.isOpen, proposal.promotion == promotion.id,
            proposal.planHash == plan.hash, proposal.branch == machine.proposalBranch(promotion, in: state),
            proposal.fork == delivery.fork,
            proposal.base == plan.base || (delivery.rebase == .onConflict && !proposal.isStuck)
        {
            return enter(.proposed, environment)
        }
        guard !closed.contains(where: \.gate.keepsFromProposing) else { return }
        enter(.proposing, environment)
        record(
            "proposing", environment, promotion: promotion.id, release: promotion.release,
            "A merge request for \(title(promotion.release)) is made on \(plan.base.short).")
    }

    mutating func takeProposed(_ outcome: ProposeOutcome, _ id: PromotionID, _ environment: String) {
        guard let promotion = promotion(id, environment), promotion.state == .proposing else { return }
        if case .open(let proposal) = outcome { take(proposal, environment) }
        guard pipeline.stage(environment) != nil else { return abandonRemoved(promotion, nil, environment) }
        switch outcome {
        case .open(let proposal):
            enter(.proposed, environment)
            setNextLook(environment)
            record(
                "proposed", environment, promotion: id, release: promotion.release, commit: proposal.head,
                "\(title(promotion.release)): \(proposal.address)")
        case .alreadyDeclared(let commit): land(environment, at: commit, "is declared already")
        case .refused: replan(environment)
        case .notAuthorized: enter(.waiting, environment)
        case .failed(let problem):
            if problem.isTransient { putOff(problem, environment) } else { fail(environment, problem) }
        }
    }

    /// The stage's merge request from now on: the same one with another commit, or another one.
    private mutating func take(_ proposal: Proposal, _ environment: String) {
        var proposal = proposal
        if let before = self[environment].proposal {
            if before.id == proposal.id { proposal.asked = before.asked }
            if before.id == proposal.id || (before.branch == proposal.branch && before.fork == proposal.fork) {
                let last = before.head == proposal.head ? [] : [Proposal.FormerHead(before)]
                proposal.former = Array((before.former + last).suffix(20))
                if before.head == proposal.head { proposal.pushedAt = before.pushedAt }
            } else {
                withdraw(environment, because: "\(proposal.address) has taken its place.")
            }
        }
        self[environment].proposal = proposal
    }

    /// Every gate is open: gives the order to merge, where it is Sluice's to give and nothing on the host speaks against it.
    mutating func merge(_ promotion: Promotion, _ delivery: MergeRequestDelivery, _ environment: String) {
        guard delivery.merging != .manual, let proposal = self[environment].proposal,
            proposal.promotion == promotion.id, hostBlock(proposal, delivery, environment) == nil,
            proposal.queued?.head != proposal.head, machine.isDue(proposal.dropped, now)
        else { return }
        enter(.merging, environment)
        record(
            "merging", environment, promotion: promotion.id, release: promotion.release, commit: proposal.head,
            "Every gate is open; \(proposal.id) is merged at \(proposal.head.short).")
    }

    /// What the host said last that keeps Sluice from merging, as a sentence; nil where nothing does.
    func hostBlock(_ proposal: Proposal, _ delivery: MergeRequestDelivery, _ environment: String) -> String? {
        guard let seen = proposal.seen else { return "The merge request is being read." }
        guard seen.state == .open else { return "The merge request is not open any more." }
        if let base = machine.environments[environment]?.branch.name, seen.base != base {
            return
                "Somebody has pointed it at \(seen.base.oneLine(limit: 100)); point it at \(base) again, or close it."
        }
        if let intruder = proposal.intruder {
            return
                "Somebody has pushed \(intruder.short) to \(proposal.branch), which Sluice leaves alone: merge it or close "
                + "it by hand, or put the branch back to \(proposal.head.short)."
        }
        guard seen.head == proposal.head else { return "The host has not taken in \(proposal.head.short) yet." }
        // What was seen when it was opened had no checks yet; the order to merge looks at them first.
        if seen.hasChecks, let block = MergeBlock(required: delivery.checks, in: seen.checks) { return block.reason }
        guard case .notYet(let block) = seen.mergeability else { return nil }
        switch block.cause {
        // The order to merge looks again first, once; then it waits for a look that finds the host done.
        case .computing, .busy:
            return delivery.merging == .auto && (proposal.busy?.looks ?? 0) > 1 ? block.reason : nil
        case .conflict: return block.reason
        // The host's own queue waits for what the host wants.
        default: return delivery.merging == .host ? nil : block.reason
        }
    }

    mutating func takeMergeAttempt(_ attempt: MergeAttempt, _ id: PromotionID, _ environment: String) {
        guard let promotion = promotion(id, environment), promotion.state == .merging else { return }
        guard pipeline.stage(environment) != nil else {
            var commit: CommitID?
            if case .merged(_, .landed(let merged)) = attempt { commit = merged }
            if commit != nil { self[environment].proposal = nil }
            return abandonRemoved(promotion, commit, environment)
        }
        switch attempt {
        case .merged(let request, let landing):
            see(request, environment)
            takeLanding(landing, request, promotion, environment)
        case .queued(let request, let reason):
            see(request, environment)
            let head = self[environment].proposal?.head ?? request.head
            self[environment].proposal?.queued = Proposal.Queued(head: head, reason: reason)
            enter(.proposed, environment)
            record(
                "queued", environment, promotion: id, release: promotion.release, commit: head,
                "\(request.id) is merged by the host: \(reason)")
        case .notYet(let request):
            enter(.proposed, environment)
            takeFollowed(.seen(request, nil, .basics), request.id, environment)
        case .busy(let request, let reason):
            see(request, environment)
            again(reason, environment)
        case .gone:
            enter(.proposed, environment)
            if let proposal = self[environment].proposal { takeFollowed(.gone, proposal.id, environment) }
        case .failed(let problem):
            if problem.isTransient { putOff(problem, environment) } else { fail(environment, problem) }
        case .notAuthorized: enter(.proposed, environment)
        }
    }

    /// The same order once more, at once at first: another merge was faster, or the host is busy.
    private mutating func again(_ reason: String, _ environment: String) {
        let attempts = (self[environment].promotion?.retry?.attempts ?? 0) + 1
        let soon = now.addingTimeInterval(min(60, 0.25 * Double(attempts * attempts)))
        self[environment].promotion?.retry = Retry(
            attempts: attempts, notBefore: soon, problem: .transient(reason))
    }
}

extension Proposal.FormerHead {
    init(_ proposal: Proposal) { self.init(commit: proposal.head, planHash: proposal.planHash) }
}

extension Proposal {
    /// Whether the host said that the base's changes keep it from being merged as it is.
    var isStuck: Bool {
        guard let seen, seen.head == head, case .notYet(let block) = seen.mergeability else { return false }
        return block.cause == .conflict || block.cause == .behind
    }

    /// Whether the host was still working something out, or had not taken in what was pushed, when it was seen last.
    var isHostBusy: Bool {
        guard let seen, seen.state == .open else { return false }
        if seen.head != head, intruder == nil { return true }
        guard case .notYet(let block) = seen.mergeability else { return false }
        return block.cause == .computing || block.cause == .busy
    }
}

extension PipelineMachine {
    /// The branch that a promotion's merge request comes from: one for each stage, or under `queue: every` for each release.
    package func proposalBranch(_ promotion: Promotion, in state: PipelineState) -> String {
        let branch = "sluice/\(promotion.stage.pipeline)/\(promotion.stage.environment)"
        guard pipeline.stage(promotion.stage.environment)?.queue == .every,
            let release = state.release(promotion.release)
        else { return branch }
        return "\(branch)@\(release.number)"
    }
}
