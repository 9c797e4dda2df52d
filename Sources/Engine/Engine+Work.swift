import Foundation
import Promotion

extension Engine {
    /// Starts one piece of work, unless it is under way already.
    func begin(_ work: Work, in pipeline: String) {
        if case .look(let environment) = work {
            guard let branch = definitions.environments[environment]?.branch else { return }
            return agenda.hasten(.look(branch: branch), to: ports.clock.now)
        }
        let key = WorkKey(pipeline: pipeline, work: work)
        guard !inFlight.contains(key), let runtime = runtimes[pipeline] else { return }
        if runtime.machine.pipeline.stage(work.environment) == nil, let event = work.resultWhereRemoved {
            // Removed from the configuration, and nothing is under way any more.
            return post(event, to: pipeline)
        }
        switch work {
        case .follow, .unqueue, .tell, .errand: return beginOnHost(work, key)
        case .post(_, let id): return beginPost(id, key)
        case .watch(let environment, let call): return beginWatch(environment, call, key)
        case .look, .plan, .send, .propose, .merge, .handOff, .observe, .verify: break
        }
        guard let stage = runtime.machine.pipeline.stage(work.environment),
            let environment = definitions.environments[work.environment],
            let promotion = runtime.state.stages[work.environment]?.promotion,
            let release = runtime.state.release(promotion.release)
        else { return }
        inFlight.insert(key)
        let proposal = runtime.state.stages[work.environment]?.proposal
        let job = Job(
            pipeline: runtime.machine.pipeline, stage: stage, environment: environment, promotion: promotion,
            release: release, current: runtime.state.stages[work.environment]?.current,
            previous: runtime.state.previousRelease(in: work.environment), applications: definitions.applications,
            holdReason: runtime.state.stages[work.environment]?.hold?.reason,
            subject: definitions.commitSubject, claims: claims(on: environment.branch), generation: runtime.generation)
        switch work {
        case .look, .follow, .unqueue, .tell, .errand, .post, .watch: break
        case .propose:
            let branch = runtime.machine.proposalBranch(promotion, in: runtime.state)
            let facts = runtime.machine.mergeRequestFacts(
                of: stage, in: runtime.state, now: ports.clock.now, publicURL: definitions.publicURL)
            spawn { [weak self] in
                await self?.finish(key, await self?.propose(job, facts, known: proposal, branch: branch))
            }
        case .merge:
            guard let proposal else {
                inFlight.remove(key)
                return post(.mergeTried(environment: work.environment, promotion.id, .gone), to: pipeline)
            }
            spawn { [weak self] in await self?.finish(key, await self?.merge(job, proposal)) }
        case .send where Planner.sourcesPinnedByTagOnly(in: stage).isEmpty: enqueue(job, key)
        case .send:
            spawn { [weak self] in await self?.enqueue(job, key, moved: await self?.movedTag(job)) }
        case .plan:
            spawn { [weak self] in await self?.finishPlan(key, job, await self?.plan(job)) }
        case .handOff:
            spawn { [weak self] in await self?.finish(key, await self?.handOff(job)) }
        case .observe:
            spawn { [weak self] in await self?.finish(key, await self?.observe(job)) }
        case .verify(_, _, let measurement):
            let verification = runtime.machine.verifications(of: stage).first {
                $0.fingerprint == measurement.verification
            }
            spawn { [weak self] in
                await self?.finish(key, await self?.measure(job, verification, measurement))
            }
        }
    }

    /// What a piece of work needs to know: copied when it begins, so that a reload in between changes nothing under it.
    struct Job: Sendable {
        let pipeline: Pipeline
        let stage: Stage
        let environment: Environment
        let promotion: Promotion
        let release: Release
        /// What the stage was known to declare when it began.
        let current: CurrentVersion?
        /// The release that the stage has now.
        let previous: Release?
        let applications: ApplicationRepositories
        /// Why the stage is held, for the trailer of a rollback.
        let holdReason: String?
        /// The configured first line of the commit's message.
        let subject: Template?
        /// The stages of the branch, where only the files tell who edits what.
        let claims: [ClaimedStage]
        /// The definitions that it was begun under.
        let generation: Int
    }

    /// Takes a result in. A cancelled piece of work has none: the next start does it again.
    func finish(_ key: WorkKey, _ event: PipelineEvent?) {
        guard let event, running else {
            inFlight.remove(key)
            heard.remove(key)
            return
        }
        post(event, to: key.pipeline, of: key)
    }

    /// Edits that were made under former definitions are made again.
    private func finishPlan(_ key: WorkKey, _ job: Job, _ event: PipelineEvent?) {
        let isOld = runtimes[key.pipeline]?.generation != job.generation
        finish(key, isOld ? .tick : event)
    }

    private nonisolated func plan(_ job: Job) async -> PipelineEvent? {
        let environment = job.stage.environment
        let began = ContinuousClock.now
        do {
            let branch = job.environment.branch
            // Edits that are made again need the tip that the server has now; the first are compared with it when sent.
            let remembered = job.promotion.plan == nil ? await ports.remotes.rememberedTip(of: branch) : nil
            var base = remembered
            if base == nil { base = try await ports.remotes.tip(of: branch, deadline: limits.deadline) }
            guard let base else { throw Problem.noBranch(branch) }
            let own = try Planner.files(of: job.stage, pipeline: job.pipeline.name)
            let files = try await ports.remotes.files(own, at: base, of: branch.remote)
            let made = try Planner.plan(
                job.release, stage: job.stage, pipeline: job.pipeline.name, files: files, base: base,
                among: job.claims)
            let seen = remembered == nil ? try await seen(files, at: base, job) : nil
            metrics.observe(.plan, ContinuousClock.now - began)
            return .planned(environment: environment, job.promotion.id, made.plan, seen: seen)
        } catch {
            return Task.isCancelled ? nil : .planFailed(environment: environment, job.promotion.id, error.asProblem)
        }
    }

    /// What the server's tip declares, with the commit of ours that brought it where it is another than was known.
    private nonisolated func seen(
        _ files: [String: [UInt8]], at tip: CommitID, _ job: Job
    ) async throws(Problem) -> DeclaredState {
        let places = try Planner.declared(by: job.stage, pipeline: job.pipeline.name, files: files, base: tip)
        var seen = DeclaredState(tip: tip, places: places, known: job.current?.commit)
        if seen.values != job.current?.declared {
            let commits = try await ports.remotes.promotions(
                from: tip, downTo: job.current?.commit, of: job.environment.branch.remote, limit: limits.history)
            seen.promotion = commits.first(of: job.promotion.stage)
            seen.writer = await writer(
                of: seen, job.stage, of: job.pipeline.name, on: job.environment.branch.remote)
        }
        return seen
    }

    private nonisolated func handOff(_ job: Job) async -> PipelineEvent? {
        guard let request = job.request else { return nil }
        let environment = job.stage.environment
        return await handOffs.run {
            do {
                let receipt = try await ports.reconciler(job.environment).request(request)
                ports.crashPoint.reached(.handOffRequested)
                return .handedOff(environment: environment, job.promotion.id, receipt)
            } catch {
                return Task.isCancelled
                    ? nil : .handOffFailed(environment: environment, job.promotion.id, error.asProblem)
            }
        }
    }

    private nonisolated func observe(_ job: Job) async -> PipelineEvent? {
        guard let request = job.request, case .deploying(_, let receipt, _) = job.promotion.state else { return nil }
        let environment = job.stage.environment
        return await handOffs.run {
            do {
                let reconciler = ports.reconciler(job.environment)
                let seen = try await reconciler.observe(request, receipt: receipt)
                let pace = await reconciler.pace(of: request)
                return .observed(environment: environment, job.promotion.id, seen, pace: pace)
            } catch {
                return Task.isCancelled
                    ? nil : .handOffFailed(environment: environment, job.promotion.id, error.asProblem)
            }
        }
    }

    private nonisolated func measure(
        _ job: Job, _ verification: Verification?, _ measurement: MeasurementID
    ) async -> PipelineEvent? {
        guard let verification, let subject = job.request else { return nil }
        let request = MeasurementRequest(
            verification: verification, subject: subject, number: measurement.number, liveSince: measurement.run,
            now: ports.clock.now)
        return await measurements.run {
            let outcome = await ports.verifier().measure(request)
            return Task.isCancelled
                ? nil : .measured(environment: job.stage.environment, job.promotion.id, measurement, outcome)
        }
    }
}

extension Work {
    /// What comes of it where its stage is gone: nothing is done any more, and its promotion ends.
    fileprivate var resultWhereRemoved: PipelineEvent? {
        switch self {
        case .send(let environment, let id): .sent(environment: environment, id, .notAuthorized)
        case .propose(let environment, let id): .proposed(environment: environment, id, .notAuthorized)
        case .merge(let environment, let id): .mergeTried(environment: environment, id, .notAuthorized)
        case .look, .plan, .follow, .unqueue, .tell, .errand, .post, .handOff, .observe, .verify, .watch: nil
        }
    }
}

extension Engine.Job {
    var request: HandOff? {
        promotion.commit.map {
            HandOff(
                stage: promotion.stage, promotion: promotion.id, release: release, branch: environment.branch,
                revision: $0)
        }
    }
}

extension Problem {
    static func noBranch(_ branch: Branch) -> Problem {
        .permanent(
            "\(branch.remote) has no branch \(branch.name).", remedy: "Create it, or correct the environment's branch.")
    }
}

extension Error {
    /// Ports throw problems; anything else is a mistake of ours that is worth another try, and is shown.
    var asProblem: Problem { self as? Problem ?? .transient("\(self)") }
}
