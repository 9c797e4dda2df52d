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

    /// Whether the merge request still waits in the host's queue. Where it does not, though it was told so, the host has let
    /// go of it: seen at two looks, since between its queue and its merge it may show neither.
    mutating func takeQueue(_ request: MergeRequest, _ promotion: Promotion, _ environment: String) {
        guard let proposal = self[environment].proposal, let queued = proposal.queued, queued.head == proposal.head
        else {
            return
        }
        guard request.queued == nil else {
            self[environment].proposal?.queued?.isMissing = nil
            return
        }
        guard queued.isMissing == true else {
            let soon = min(proposal.next, now.addingTimeInterval(2))
            self[environment].proposal?.queued?.isMissing = true
            self[environment].proposal?.next = soon
            return
        }
        let attempts = (proposal.dropped?.attempts ?? 0) + 1
        let why = "The host does not merge it any more: \(Self.whyDropped(request))"
        let later = now.addingTimeInterval(min(3600, 60 * pow(2, Double(min(attempts, 7) - 1))))
        self[environment].proposal?.queued = nil
        self[environment].proposal?.dropped = Retry(attempts: attempts, notBefore: later, problem: .transient(why))
        record(
            "dropped", environment, promotion: promotion.id, release: promotion.release, commit: proposal.head,
            "\(proposal.id): \(why)")
    }

    private static func whyDropped(_ request: MergeRequest) -> String {
        if case .notYet(let block) = request.mergeability, block.cause != .computing, block.cause != .busy {
            return block.reason
        }
        if let failed = request.checks.first(where: { $0.state == .failure }) {
            return "the check \(failed.name.oneLine(limit: 100)) failed."
        }
        return "it does not say why; \(request.address) may."
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
