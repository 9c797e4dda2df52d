import Promotion

extension Engine {
    /// Starts work on a stage's merge request that goes on beside its promotion, or after it.
    func beginOnHost(_ work: Work, _ key: WorkKey) {
        guard let runtime = runtimes[key.pipeline] else { return }
        if case .errand(_, let id) = work {
            guard let errand = runtime.state.errands.first(where: { $0.proposal.id == id }) else { return }
            inFlight.insert(key)
            let (facts, ending) = runtime.machine.lastWords(on: errand, in: runtime.state)
            let environment = definitions.environments[errand.environment]
            return spawn { [weak self] in
                await self?.finish(key, await self?.run(errand, facts, ending, in: environment))
            }
        }
        guard let stage = runtime.machine.pipeline.stage(work.environment),
            let environment = definitions.environments[work.environment],
            let proposal = runtime.state.stages[work.environment]?.proposal
        else { return }
        inFlight.insert(key)
        let job = HostJob(
            pipeline: runtime.machine.pipeline, stage: stage, environment: environment, proposal: proposal,
            plan: runtime.state.stages[work.environment]?.promotion?.plan,
            release: runtime.state.release(proposal.release),
            previous: runtime.state.previousRelease(in: work.environment), applications: definitions.applications,
            postsStatus: definitions.statusForges.contains(proposal.forge))
        switch work {
        case .follow:
            spawn { [weak self] in await self?.finish(key, await self?.follow(job)) }
        case .unqueue:
            spawn { [weak self] in await self?.finish(key, await self?.unqueue(job)) }
        case .tell(_, _, let facts):
            let told = runtime.machine.mergeRequestFacts(
                of: stage, in: runtime.state, now: ports.clock.now, publicURL: definitions.publicURL)
            let status = runtime.machine.status(of: stage, in: runtime.state, now: ports.clock.now)
            spawn { [weak self] in await self?.finish(key, await self?.tell(job, told, status, facts)) }
        case .look, .plan, .send, .propose, .merge, .errand, .post, .handOff, .observe, .verify, .watch:
            inFlight.remove(key)
        }
    }

    /// What work on a merge request needs to know.
    struct HostJob: Sendable {
        let pipeline: Pipeline
        let stage: Stage
        let environment: Environment
        let proposal: Proposal
        /// The edits of the promotion in flight.
        let plan: Plan?
        let release: Release?
        /// The release that the stage has now.
        let previous: Release?
        let applications: ApplicationRepositories
        /// Whether its commit says how the stage stands.
        let postsStatus: Bool
    }

    /// The forge by its name in the configuration.
    nonisolated func forge(_ name: String) throws(Problem) -> any Forge {
        guard let forge = ports.forges()[name] else {
            throw .permanent(
                "There is no forge \(name) in sluice.yaml any more.", remedy: "Put it back under `forges`.")
        }
        return forge
    }

    /// What a merge came to on the base, by Git: asked from the server.
    nonisolated func landing(
        of merged: Merged, _ proposal: Proposal, _ plan: Plan?, on branch: Branch, _ stage: Stage, pipeline: String
    ) async throws(Problem) -> Landing {
        guard let tip = try await ports.remotes.tip(of: branch, deadline: limits.deadline) else {
            throw Problem.noBranch(branch)
        }
        var commit = merged.commit
        if let known = commit {
            guard try await ports.remotes.isAncestor(known, of: tip, in: branch.remote) else {
                return .notYet(
                    reason: "\(proposal.id) is merged as \(known.short), which \(branch.name) does not show yet.")
            }
        } else {
            // The host does not say what it made: our commit tells itself, unless it was squashed away.
            commit = try await ports.remotes.promotions(
                from: tip, downTo: proposal.base, of: branch.remote, limit: limits.history
            ).first { $0.last("Sluice-Promotion") == proposal.promotion.hex }?.commit
        }
        guard let plan else { return .landed(commit ?? tip) }
        for candidate in [commit, tip].compactMap({ $0 }) {
            let files = try await ports.remotes.files(
                Planner.files(of: stage, pipeline: pipeline), at: candidate, of: branch.remote)
            let places = try Planner.declared(by: stage, pipeline: pipeline, files: files, base: candidate)
            if places.map(\.declared) == plan.declaredOnceLanded { return .landed(candidate) }
        }
        return .otherwise(at: commit ?? tip)
    }
}

extension PipelineState {
    /// The release that a stage has now, where its values are of one that is known.
    func previousRelease(in environment: String) -> Release? { stages[environment]?.current?.release.flatMap(release) }
}
