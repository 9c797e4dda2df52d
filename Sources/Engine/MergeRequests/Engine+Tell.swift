import Foundation
import Promotion

extension Engine {
    /// Says how things stand: in the text, where nobody has written over it, in the one comment, and as a status.
    nonisolated func tell(
        _ job: HostJob, _ facts: MergeRequestFacts?, _ status: StageStatus, _ fingerprint: String
    ) async -> PipelineEvent? {
        var problem: Problem?
        do throws(Problem) {
            if let facts {
                try await write(await withChanges(facts, job.pipeline, job.previous, job.applications), job, status)
            }
        } catch {
            problem = error
        }
        return Task.isCancelled
            ? nil : .told(environment: job.stage.environment, job.proposal.id, facts: fingerprint, problem)
    }

    private nonisolated func write(
        _ facts: MergeRequestFacts, _ job: HostJob, _ status: StageStatus
    ) async throws(Problem) {
        let forge = try forge(job.proposal.forge)
        let writer = ports.writer(job.environment)
        let id = job.proposal.id
        guard let request = try await forge.read(id, .basics) else { return }
        if request.isOpen {
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
        try await forge.post(
            CommitStatus(of: status, address: facts.address ?? request.address), on: job.proposal.head,
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
