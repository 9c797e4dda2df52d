import Foundation
import Promotion

extension Engine {
    /// Says how things stand: in the text, where nobody has written over it, in the one comment, and as a status; and asks for
    /// labels and reviews. What fails of these keeps nothing else from being done.
    nonisolated func tell(
        _ job: HostJob, _ facts: MergeRequestFacts?, _ status: StageStatus, _ fingerprint: String
    ) async -> PipelineEvent? {
        let asking = await ask(job)
        var problem: Problem?
        do throws(Problem) {
            if let facts, job.proposal.told != fingerprint {
                try await write(await withChanges(facts, job.pipeline, job.previous, job.applications), job, status)
            }
        } catch {
            problem = error
        }
        return Task.isCancelled
            ? nil
            : .told(
                environment: job.stage.environment, job.proposal.id, facts: fingerprint, asked: asking.asked,
                problem ?? asking.problem)
    }

    /// Asks for the labels and reviews that are still missing, and answers what was asked for by then.
    ///
    /// Where the host refuses the change as a whole, each label and reviewer is asked for by itself, and what is refused then
    /// is so for good, with the reason.
    private nonisolated func ask(_ job: HostJob) async -> (asked: Proposal.Asked?, problem: Problem?) {
        guard let delivery = job.environment.delivery.mergeRequest, let change = job.proposal.unasked(by: delivery)
        else { return (nil, nil) }
        var asked = job.proposal.asked ?? Proposal.Asked()
        do throws(Problem) {
            let forge = try forge(job.proposal.forge)
            let parts = change.parts
            do throws(Problem) {
                try await forge.update(job.proposal.id, change)
                asked.take(change)
            } catch {
                guard error.kind == .permanent else { throw error }
                for part in parts {
                    do throws(Problem) {
                        if parts.count == 1 { throw error }
                        try await forge.update(job.proposal.id, part)
                    } catch {
                        guard error.kind == .permanent else { throw error }
                        asked.refused += part.refused(error)
                    }
                    asked.take(part)
                }
            }
        } catch {
            return (asked, error)
        }
        return (asked, nil)
    }

    private nonisolated func write(
        _ facts: MergeRequestFacts, _ job: HostJob, _ status: StageStatus
    ) async throws(Problem) {
        let forge = try forge(job.proposal.forge)
        let writer = ports.writer(job.environment)
        let id = job.proposal.id
        // Once it is merged nobody reads its text for news, and what was just opened has the newest.
        if job.proposal.isOpen, !job.proposal.isNew {
            guard let request = try await forge.read(id, .basics) else { return }
            var change = MergeRequestChange()
            let marker = MergeRequestMarker(in: request.body)
            // What a person has written over is left to them until another promotion takes the merge request over.
            if marker?.promotion != facts.promotion || marker?.stands(in: request.body) == true {
                let body = try writer.body(facts, for: forge.capabilities)
                if MergeRequestMarker(in: body)?.fingerprint != marker?.fingerprint || marker == nil {
                    change.body = body
                }
            }
            if marker?.promotion != facts.promotion {
                change.title = try writer.title(facts, for: forge.capabilities)
            }
            if change != MergeRequestChange() { try await forge.update(id, change) }
        }
        try await forge.comment(id, marker: "status", body: writer.comment(facts, for: forge.capabilities))
        guard job.postsStatus else { return }
        try await forge.post(
            CommitStatus(of: status, address: facts.address ?? job.proposal.address), on: job.proposal.head,
            of: id.repository)
    }

    /// The facts with what changed in the applications; what cannot be had is said in a sentence.
    nonisolated func withChanges(
        _ facts: MergeRequestFacts, _ pipeline: Pipeline, _ previous: Release?, _ applications: ApplicationRepositories
    ) async -> MergeRequestFacts {
        var facts = facts
        for index in facts.moves.indices where !facts.moves[index].staysAsItIs {
            let name = facts.moves[index].source
            guard let source = pipeline.source(name), let new = facts.release.artifact(of: name) else { continue }
            let old = facts.moves[index].from == nil ? nil : previous?.artifact(of: name)
            let key = ChangesMemory.Key(source: source.repository, from: old?.revision, to: new)
            if let known = changesMemory.value(of: key, at: ports.clock.now) {
                facts.moves[index].changes = known
                continue
            }
            let found = await ports.remotes.changes(
                of: source, from: old, to: new, in: applications, forges: Array(ports.forges().values),
                deadline: limits.deadline)
            changesMemory.keep(found, for: key, at: ports.clock.now)
            facts.moves[index].changes = found
        }
        return facts
    }
}

extension MergeRequestChange {
    /// Each label and each reviewer as a change of its own.
    fileprivate var parts: [MergeRequestChange] {
        addedLabels.sorted().map { MergeRequestChange(addedLabels: [$0]) }
            + addedReviewers.sorted().map { MergeRequestChange(addedReviewers: [$0]) }
    }

    fileprivate func refused(_ problem: Problem) -> [Proposal.Asked.Refused] {
        addedLabels.sorted().map { .init(name: $0, reason: "It does not get the label \($0): \(problem.description)") }
            + addedReviewers.sorted().map {
                .init(name: $0, reason: "\($0) is not asked for a review: \(problem.description)")
            }
    }
}

extension Proposal.Asked {
    fileprivate mutating func take(_ change: MergeRequestChange) {
        labels.formUnion(change.addedLabels)
        reviewers.formUnion(change.addedReviewers)
    }
}
