import Foundation
import Promotion

/// A branch that is read at intervals, for every stage that lives on it.
struct BranchWatch {
    var stages: [StageID] = []
    /// The shortest interval of its environments, in seconds.
    var interval: TimeInterval
    var looking = false
    /// The tip whose values every stage was told of.
    var seen: CommitID?

    init(interval: TimeInterval) { self.interval = interval }

    mutating func add(_ stage: StageID, interval: TimeInterval) {
        if !stages.contains(stage) { stages.append(stage) }
        self.interval = min(self.interval, interval)
        seen = nil
    }
}

extension Engine {
    /// Reads a branch once for all its stages, and sets when it is read again.
    func look(at branch: Branch) {
        guard let watch = branches[branch] else { return }
        guard !watch.looking else {
            return agenda.set(.look(branch: branch), at: ports.clock.now.addingTimeInterval(1))
        }
        let stages = watch.stages.compactMap { id -> (id: StageID, stage: Stage, isNew: Bool)? in
            guard let runtime = runtimes[id.pipeline], let stage = runtime.machine.pipeline.stage(id.environment)
            else { return nil }
            let state = runtime.state.stages[id.environment]
            // A stage that failed waits for its own next attempt, so that one bad path does not read all the time.
            if state?.current == nil, let retry = state?.retry, retry.notBefore > ports.clock.now { return nil }
            return (id, stage, state?.current == nil)
        }
        guard !stages.isEmpty else { return }
        branches[branch]?.looking = true
        let seen = stages.contains { $0.isNew } ? nil : watch.seen
        spawn { [weak self] in
            guard let self else { return }
            await self.looks.run { await self.read(branch, stages, seen: seen) }
        }
    }

    private nonisolated func read(
        _ branch: Branch, _ stages: [(id: StageID, stage: Stage, isNew: Bool)], seen: CommitID?
    ) async {
        do {
            guard let tip = try await ports.remotes.tip(of: branch, deadline: limits.deadline) else {
                throw Problem.noBranch(branch)
            }
            guard tip != seen else { return await looked(branch, tip: tip, events: []) }
            var paths: Set<String> = []
            for (id, stage, _) in stages {
                paths.formUnion((try? Planner.paths(of: stage, pipeline: id.pipeline)) ?? [])
            }
            let files = try await ports.remotes.files(paths.sorted(), at: tip, of: branch.remote)
            let commits = try await ports.remotes.promotions(
                from: tip, downTo: seen, of: branch.remote, limit: limits.history)
            let events = stages.map { id, stage, _ -> (StageID, PipelineEvent) in
                do throws(Problem) {
                    let values = try Planner.declared(by: stage, pipeline: id.pipeline, files: files, base: tip)
                    let ours = commits.first {
                        $0.last("Sluice-Pipeline") == id.pipeline && $0.last("Sluice-Stage") == id.environment
                    }
                    let declared = DeclaredState(tip: tip, values: values, promotion: ours)
                    return (id, .declared(environment: id.environment, declared))
                } catch {
                    return (id, .unreadable(environment: id.environment, error))
                }
            }
            await looked(branch, tip: tip, events: events)
        } catch {
            if Task.isCancelled { return }
            let problem = error.asProblem
            await looked(
                branch, tip: nil, events: stages.map { ($0.id, .unreadable(environment: $0.id.environment, problem)) })
        }
    }

    private func looked(_ branch: Branch, tip: CommitID?, events: [(StageID, PipelineEvent)]) {
        guard running, let watch = branches[branch] else { return }
        branches[branch]?.looking = false
        branches[branch]?.seen = tip
        for (id, event) in events { post(event, to: id.pipeline) }
        // Between 90 % and 110 % of the interval, so that branches that began together drift apart.
        let spread = 0.9 + 0.2 * jitter(branch.description, String(Int(ports.clock.now.timeIntervalSince1970)))
        agenda.hasten(.look(branch: branch), to: ports.clock.now.addingTimeInterval(watch.interval * spread))
        ring()
    }
}
