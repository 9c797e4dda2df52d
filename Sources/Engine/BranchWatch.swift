import Foundation
import Promotion

/// A branch that is read at intervals, for every stage that lives on it.
struct BranchWatch {
    var stages: [StageID] = []
    /// The shortest interval of its environments, in seconds.
    var interval: TimeInterval
    var looking = false
    /// Whether some stage's places are known only from the files.
    private var hidesPlaces = false
    /// Every stage, once it was asked for where places are hidden.
    private var claims: [ClaimedStage]?
    /// The tip whose values every stage was told of.
    var seen: CommitID?

    init(interval: TimeInterval) { self.interval = interval }

    /// For other definitions: who looks, and how often, is said anew.
    mutating func forgetStages() {
        stages = []
        hidesPlaces = false
        claims = nil
        interval = .infinity
        seen = nil
    }

    mutating func add(_ stage: StageID, interval: TimeInterval, hidesPlaces: Bool) {
        if !stages.contains(stage) { stages.append(stage) }
        if hidesPlaces { self.hidesPlaces = true }
        claims = nil
        self.interval = min(self.interval, interval)
        seen = nil
    }

    /// The stages that may have claims on one another's places which only the files tell; none where all is told by paths.
    mutating func claims(_ stage: (StageID) -> Stage?) -> [ClaimedStage] {
        guard hidesPlaces else { return [] }
        if let claims { return claims }
        let made = stages.compactMap { id in stage(id).map { ClaimedStage(pipeline: id.pipeline, stage: $0) } }
        claims = made
        return made
    }
}

extension Engine {
    /// Reads a branch once for all its stages, and sets when it is read again.
    func look(at branch: Branch) {
        guard let watch = branches[branch] else { return }
        guard !watch.looking else {
            return agenda.set(.look(branch: branch), at: ports.clock.now.addingTimeInterval(1))
        }
        let now = ports.clock.now
        let looks = watch.stages.compactMap { id -> Look? in
            guard let runtime = runtimes[id.pipeline], let stage = runtime.machine.pipeline.stage(id.environment)
            else { return nil }
            let state = runtime.state.stages[id.environment]
            // A stage that failed for now waits for its own next attempt; what only a person can mend is looked at with
            // the branch, for that is how it is seen that it was mended.
            if state?.current == nil, let next = state?.retry?.next, next > now { return nil }
            return Look(
                id: id, stage: stage, known: state?.current?.commit, values: state?.current?.declared)
        }
        guard !looks.isEmpty else { return lookLater(at: branch) }
        branches[branch]?.looking = true
        let seen = looks.contains { $0.known == nil } ? nil : watch.seen
        let generation = generation
        spawn { [weak self] in
            guard let self else { return }
            await self.looks.run { await self.read(branch, looks, seen: seen, generation) }
        }
    }

    /// Between 90 % and 110 % of the interval from now, so that branches that began together drift apart.
    private func lookLater(at branch: Branch) {
        guard let watch = branches[branch] else { return }
        let now = ports.clock.now
        let spread = 0.9 + 0.2 * jitter(branch.description, String(Int(now.timeIntervalSince1970)))
        agenda.hasten(.look(branch: branch), to: now.addingTimeInterval(watch.interval * spread))
    }

    /// See ``BranchWatch/claims(_:)``.
    func claims(on branch: Branch) -> [ClaimedStage] {
        branches[branch]?.claims { runtimes[$0.pipeline]?.machine.pipeline.stage($0.environment) } ?? []
    }

    /// What is looked for on a branch for one stage.
    private struct Look: Sendable {
        let id: StageID
        let stage: Stage
        /// The commit of the current version when the look began; nil at first sight.
        let known: CommitID?
        /// What it was known to declare then.
        let values: [DeclaredValue]?
    }

    private nonisolated func read(
        _ branch: Branch, _ looks: [Look], seen: CommitID?, _ generation: Int
    ) async {
        do {
            guard let tip = try await ports.remotes.tip(of: branch, deadline: limits.deadline) else {
                throw Problem.noBranch(branch)
            }
            guard tip != seen else { return await looked(branch, tip: tip, events: [], generation) }
            var wanted: Set<FilePattern> = []
            for look in looks {
                wanted.formUnion((try? Planner.files(of: look.stage, pipeline: look.id.pipeline)) ?? [])
            }
            let found = try await ports.remotes.read(wanted.sorted { $0.text < $1.text }, at: tip, of: branch.remote)
            let commits = try await ports.remotes.promotions(
                from: tip, downTo: seen, of: branch.remote, limit: limits.history)
            var events: [(StageID, PipelineEvent)] = []
            for look in looks {
                let id = look.id
                do throws(Problem) {
                    let files = try found.contents(for: Planner.files(of: look.stage, pipeline: id.pipeline))
                    let places = try Planner.declared(by: look.stage, pipeline: id.pipeline, files: files, base: tip)
                    var declared = DeclaredState(
                        tip: tip, places: places, promotion: commits.first(of: id), known: look.known,
                        isFirstSight: look.known == nil)
                    if let values = look.values, values != declared.values {
                        declared.writer = await writer(of: declared, look.stage, of: id.pipeline, on: branch.remote)
                    }
                    events.append((id, .declared(environment: id.environment, declared)))
                } catch {
                    events.append((id, .unreadable(environment: id.environment, error)))
                }
            }
            await looked(
                branch, tip: tip, events: events, generation, firstSights: looks.filter { $0.known == nil }.map(\.id))
        } catch {
            if Task.isCancelled { return }
            let problem = error.asProblem
            let events = looks.map { look -> (StageID, PipelineEvent) in
                (look.id, .unreadable(environment: look.id.environment, problem))
            }
            await looked(branch, tip: nil, events: events, generation)
        }
    }

    private func looked(
        _ branch: Branch, tip: CommitID?, events: [(StageID, PipelineEvent)], _ generation: Int,
        firstSights: [StageID] = []
    ) {
        guard running, let watch = branches[branch] else { return }
        branches[branch]?.looking = false
        if generation != self.generation {
            // What was read by former edits says nothing of the new ones.
            agenda.hasten(.look(branch: branch), to: ports.clock.now)
        } else {
            // A stage that is sending takes no look in: the branch is read whole once more.
            let isSending = watch.stages.contains { id in
                runtimes[id.pipeline]?.state.stages[id.environment]?.promotion?.state == .sending
            }
            // Nor does one whose first sight was taken in while this look was under way.
            let isOvertaken = firstSights.contains { id in
                runtimes[id.pipeline]?.state.stages[id.environment]?.current != nil
            }
            branches[branch]?.seen = isSending || isOvertaken ? nil : tip
            for (id, event) in events { post(event, to: id.pipeline) }
            lookLater(at: branch)
        }
        ring()
    }
}
