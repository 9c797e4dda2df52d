package import Foundation

extension PipelineMachine {
    /// What is to be done outside now. Follows from the state alone: after a restart the same answer means to look at, or
    /// to do again, what was under way.
    package func work(_ state: PipelineState, now: Date) -> [Work] {
        let step = Step(machine: self, state: state, now: now)
        return state.stages.sorted { $0.key < $1.key }.flatMap { work($0.value, $0.key, state, now: now) }
            + step.proposalWork + step.postingWork + step.watchWork
            + pipeline.stages.filter { state.stages[$0.environment] == nil }.map { .look(environment: $0.environment) }
    }

    private func work(_ stage: StageState, _ environment: String, _ state: PipelineState, now: Date) -> [Work] {
        guard stage.current != nil else {
            // Of one that is gone only what people decided is left.
            guard pipeline.stage(environment) != nil else { return [] }
            return isDue(stage.retry, now) ? [.look(environment: environment)] : []
        }
        guard let promotion = stage.promotion, isDue(promotion.retry, now) else { return [] }
        switch promotion.state {
        case .planning: return [.plan(environment: environment, promotion.id)]
        case .sending: return [.send(environment: environment, promotion.id)]
        case .proposing:
            // What is still to be closed, or deleted, under this branch's name would take the new merge request with it.
            let branch = proposalBranch(promotion, in: state)
            let isFree = !state.errands.contains { $0.environment == environment && $0.proposal.branch == branch }
            return isFree ? [.propose(environment: environment, promotion.id)] : []
        case .merging: return [.merge(environment: environment, promotion.id)]
        case .landed: return [.handOff(environment: environment, promotion.id)]
        case .deploying: return [.observe(environment: environment, promotion.id)]
        case .verifying: return verifyingWork(promotion, environment: environment, now: now)
        case .waiting, .proposed, .ended: return []
        }
    }

    func isDue(_ retry: Retry?, _ now: Date) -> Bool { retry.map { $0.notBefore <= now } ?? true }

    /// When the pipeline has to be looked at again though nothing happens: a soak ends, a window opens, a retry or a
    /// deadline is due. Nil when only an event can change anything.
    package func wake(_ state: PipelineState, now: Date) -> Date? {
        var times: [Date] = []
        let step = Step(machine: self, state: state, now: now)
        for stage in pipeline.stages {
            let stageState = state.stages[stage.environment] ?? StageState()
            if stageState.current == nil, let retry = stageState.retry { times.append(retry.notBefore) }
            if let promotion = stageState.promotion {
                if let retry = promotion.retry { times.append(retry.notBefore) }
                if case .deploying = promotion.state, let environment = environments[stage.environment] {
                    times.append(promotion.since.addingTimeInterval(environment.liveDeadline))
                }
                times += verifyingWake(promotion, stage, now: now)
                if promotion.state == .waiting || promotion.state == .proposed {
                    times += step.closedGates(stage)?.compactMap(\.until) ?? []
                }
            }
            times += step.watchWake(stage)
            if let proposal = stageState.proposal {
                times.append(proposal.next)
                times.append(step.newsAreDue(stageState))
                if let retry = proposal.tellingRetry { times.append(retry.notBefore) }
                if let dropped = proposal.dropped { times.append(dropped.notBefore) }
            }
            for release in state.releases {
                if case .soaking(_, let until) = step.standing(release, stage) { times.append(until) }
            }
        }
        times += state.errands.compactMap(\.retry?.notBefore) + state.postings.compactMap(\.due)
        return times.filter { $0 > now && $0 < .distantFuture }.min()
    }
}
