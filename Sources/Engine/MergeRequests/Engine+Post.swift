import Promotion

extension Engine {
    /// Starts to say on commits how a promotion stands.
    func beginPost(_ id: Posting.ID, _ key: WorkKey) {
        guard let runtime = runtimes[key.pipeline],
            let posting = runtime.state.postings.first(where: { $0.id == id })
        else { return }
        inFlight.insert(key)
        let job = PostJob(
            posting: posting, status: runtime.machine.status(of: posting, publicURL: definitions.publicURL),
            pipeline: runtime.machine.pipeline, release: runtime.state.release(posting.release),
            environment: definitions.environments[posting.environment], applications: definitions.applications,
            forges: definitions.statusForges, muted: Set(runtime.state.muted.keys))
        spawn { [weak self] in await self?.finish(key, await self?.post(job)) }
    }

    /// What saying it needs to know.
    struct PostJob: Sendable {
        let posting: Posting
        let status: CommitStatus
        /// Without the source or the stage where they are gone from the configuration.
        let pipeline: Pipeline
        let release: Release?
        let environment: Environment?
        let applications: ApplicationRepositories
        /// The names of the forges on which commits say how stages stand.
        let forges: Set<String>
        let muted: Set<String>
    }

    private nonisolated func post(_ job: PostJob) async -> PipelineEvent? {
        await postings.run {
            let forges = ports.forges().filter { job.forges.contains($0.key) }
            var outcome = PostOutcome(job.posting.targets ?? targets(of: job, forges))
            for target in outcome.targets where !job.muted.contains(target.place) {
                guard let forge = forges[target.forge], outcome.refused[target.place] == nil else { continue }
                do throws(Problem) {
                    try await forge.post(job.status, on: target.commit, of: target.repository)
                } catch {
                    // A token may be renewed before long; rights are given by people.
                    if error.kind == .permanent {
                        outcome.refused[target.place] = error
                    } else {
                        outcome.problem = error
                    }
                }
            }
            return Task.isCancelled
                ? nil : .posted(environment: job.posting.environment, job.posting.id, job.status.state, outcome)
        }
    }

    /// The commits, each once: nothing is asked for it.
    private nonisolated func targets(of job: PostJob, _ forges: [String: any Forge]) -> [Posting.Target] {
        var targets: [Posting.Target] = []
        switch job.posting.id.place {
        case .environment(let commit):
            guard let environment = job.environment, let name = environment.forge, let forge = forges[name],
                let repository = try? forge.repository(of: environment.branch.remote)
            else { break }
            targets.append(Posting.Target(forge: name, repository: repository, commit: commit))
        case .applications:
            for artifact in job.release?.artifacts ?? [] {
                guard let source = job.pipeline.source(artifact.source),
                    let query = try? job.applications.query(of: source, from: nil, to: artifact)
                else { continue }
                for (name, forge) in forges.sorted(by: { $0.key < $1.key }) {
                    guard let repository = forge.recognized(query.remote) else { continue }
                    let target = Posting.Target(forge: name, repository: repository, commit: query.to)
                    if !targets.contains(target) { targets.append(target) }
                    break
                }
            }
        }
        return targets
    }
}
