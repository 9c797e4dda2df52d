import Foundation

/// What the people of a merge request are told, and what is tidied up after it.
extension Step {
    /// What is to be done for merge requests beside the promotions' own work.
    var proposalWork: [Work] {
        var work: [Work] = []
        for stage in pipeline.stages {
            guard let stageState = state.stages[stage.environment], let proposal = stageState.proposal else { continue }
            // What is under way reads it itself.
            guard stageState.promotion?.isUnderWay != true else { continue }
            if proposal.queued != nil, mustNotMerge(proposal, stage), isDue(proposal.retry) {
                work.append(.unqueue(environment: stage.environment, proposal.id))
            }
            if proposal.next <= now { work.append(.follow(environment: stage.environment, proposal.id)) }
            guard proposal.seen?.state != .closed, isDue(proposal.tellingRetry), newsAreDue(stageState) <= now else {
                continue
            }
            let facts = facts(of: stage)
            let delivery = machine.environments[stage.environment]?.delivery.mergeRequest
            if proposal.told != facts || delivery.flatMap(proposal.unasked) != nil {
                work.append(.tell(environment: stage.environment, proposal.id, facts: facts))
            }
        }
        for errand in state.errands where isDue(errand.retry) {
            work.append(.errand(environment: errand.environment, errand.proposal.id))
        }
        return work
    }

    /// When what happens to a stage is worth telling: what lasts a moment only, as between the merge and what is live, or while
    /// the edits are made once more, is not.
    func newsAreDue(_ stage: StageState) -> Date {
        switch stage.promotion?.state {
        case .planning, .landed, .deploying: (stage.promotion?.since ?? .distantPast).addingTimeInterval(3)
        default: .distantPast
        }
    }

    private func isDue(_ retry: Retry?) -> Bool { machine.isDue(retry, now) }

    /// A fingerprint of all that the text, the comment and the status of the stage's merge request say.
    func facts(of stage: Stage) -> String {
        let status = untroubledStatus(stage)
        var parts = ["facts", self[stage.environment].proposal?.head.hex ?? "", status.phase.rawValue]
        // Not every measurement is told on the merge request, only what has failed.
        let measured = status.verifications?.map { "\($0.name) \($0.standing) \($0.failed)" } ?? []
        parts += (status.phase == .verifying ? measured : status.waiting.map(\.message)) + status.approvedBy
        for other in pipeline.stages where other.environment == stage.environment || stage.tells(of: other) {
            let current = self[other.environment].current
            parts += [
                other.environment, current?.release?.hex ?? "", current?.commit.hex ?? "",
                current?.verifiedAt.map { "\(Timestamp($0))" } ?? "",
            ]
        }
        return stableHash(parts)
    }

    /// Whether and what the host could be told changes nothing in what it is told.
    func untroubledStatus(_ stage: Stage) -> StageStatus {
        var untroubled = self
        untroubled[stage.environment].proposal?.tellingRetry = nil
        untroubled[stage.environment].proposal?.asked?.refused = []
        return untroubled.status(stage)
    }

    mutating func takeTold(
        _ facts: String, _ asked: Proposal.Asked?, _ problem: Problem?, _ id: MergeRequestID, _ environment: String
    ) {
        guard let proposal = self[environment].proposal, proposal.id == id else { return }
        if let asked {
            for refused in asked.refused where proposal.asked?.refused.contains(refused) != true {
                record(
                    "notAsked", environment, promotion: proposal.promotion, release: proposal.release,
                    "\(proposal.id): \(refused.reason)")
            }
            self[environment].proposal?.asked = asked
        }
        if let problem {
            let attempts = (proposal.tellingRetry?.attempts ?? 0) + 1
            let later = BackOff.next(.transient(problem.summary), attempts: attempts, key: proposal.branch, now: now)
            self[environment].proposal?.tellingRetry = Retry(attempts: attempts, notBefore: later, problem: problem)
            return
        }
        self[environment].proposal?.told = facts
        self[environment].proposal?.isNew = false
        self[environment].proposal?.tellingRetry = nil
    }

    mutating func takeErrand(_ problem: Problem?, _ id: MergeRequestID) {
        guard let index = state.errands.firstIndex(where: { $0.proposal.id == id }) else { return }
        let errand = state.errands[index]
        guard let problem else {
            state.errands.remove(at: index)
            return
        }
        let attempts = (errand.retry?.attempts ?? 0) + 1
        guard problem.isTransient || attempts < 5 else {
            // Nobody is kept waiting by it: it is told, and left.
            state.errands.remove(at: index)
            record(
                "leftOver", errand.environment, promotion: errand.proposal.promotion,
                "\(errand.proposal.address) or its branch \(errand.proposal.branch) is left as it is: "
                    + problem.description)
            return
        }
        state.errands[index].retry = Retry(
            attempts: attempts,
            notBefore: BackOff.next(
                .transient(problem.summary), attempts: attempts, key: errand.proposal.branch, now: now),
            problem: problem)
    }
}
