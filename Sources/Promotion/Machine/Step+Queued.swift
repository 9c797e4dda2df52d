import Foundation

/// A merge that the host makes by itself is taken back as soon as it must not happen any more.
extension Step {
    /// Whether the host would merge something that Sluice would not: another head, into another branch, or past a gate that
    /// has closed since the order was given.
    func mustNotMerge(_ proposal: Proposal, _ stage: Stage) -> Bool {
        guard proposal.isOpen, let queued = proposal.queued else { return false }
        guard let promotion = self[stage.environment].promotion, promotion.id == proposal.promotion,
            promotion.state == .proposed, queued.head == proposal.head, proposal.intruder == nil,
            proposal.seen?.base == machine.environments[stage.environment]?.branch.name
        else { return true }
        return closedGates(stage)?.isEmpty != true
    }

    mutating func takeUnqueued(_ problem: Problem?, _ id: MergeRequestID, _ environment: String) {
        guard let proposal = self[environment].proposal, proposal.id == id, proposal.queued != nil else { return }
        let now = now
        if let problem {
            let attempts = (proposal.retry?.attempts ?? 0) + 1
            let later = BackOff.next(
                .transient(problem.summary), attempts: attempts, key: proposal.branch, now: now)
            self[environment].proposal?.retry = Retry(attempts: attempts, notBefore: later, problem: problem)
            self[environment].proposal?.next = later
            return
        }
        self[environment].proposal?.queued = nil
        self[environment].proposal?.retry = nil
        // The host may have merged it in the same instant.
        self[environment].proposal?.next = now
        record(
            "unqueued", environment, promotion: proposal.promotion, release: proposal.release, commit: proposal.head,
            "\(proposal.id) is not merged by its host for now: a gate has closed, or somebody has changed it.")
    }
}
