import Promotion

extension Engine {
    /// Reads the stage's merge request; where it is merged, also what became of it on the base.
    nonisolated func follow(_ job: HostJob) async -> PipelineEvent? {
        let outcome: FollowOutcome
        do throws(Problem) {
            let forge = try forge(job.proposal.forge)
            let parts = job.parts
            if let request = try await forge.read(job.proposal.id, parts) {
                var landed: Landing?
                if case .merged(let merged) = request.state {
                    landed = try await landing(
                        of: merged, job.proposal, job.plan, on: job.environment.branch, job.stage,
                        pipeline: job.pipeline.name)
                }
                outcome = .seen(request, landed, parts)
            } else {
                outcome = .gone
            }
        } catch {
            outcome = .failed(error)
        }
        return Task.isCancelled
            ? nil : .followed(environment: job.stage.environment, job.proposal.id, outcome)
    }

    /// Takes back the order to merge by itself.
    nonisolated func unqueue(_ job: HostJob) async -> PipelineEvent? {
        var problem: Problem?
        do throws(Problem) {
            _ = try await forge(job.proposal.forge).cancelMerge(job.proposal.id)
        } catch {
            problem = error
        }
        return Task.isCancelled
            ? nil : .unqueued(environment: job.stage.environment, job.proposal.id, problem)
    }
}

extension Engine.HostJob {
    /// What is read when it is followed: whether it is still in the host's queue only where it was put there, and what the
    /// checks say once it is missing.
    fileprivate var parts: MergeRequestParts {
        var parts = environment.delivery.mergeRequest?.parts ?? .basics
        if let queued = proposal.queued {
            parts.insert(.queue)
            if queued.isMissing == true { parts.insert(.checks) }
        }
        return parts
    }
}
