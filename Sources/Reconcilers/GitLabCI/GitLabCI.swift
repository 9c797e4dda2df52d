import Foundation
import HTTPTransport
package import Promotion
import Secrets

/// Follows pipelines of GitLab CI/CD, by its REST API, version 4.
///
/// With `start: dispatch` one pipeline is started for each promotion, whose id it is given as the variable
/// `SLUICE_PROMOTION`: by it the pipeline is found again after a lost answer, before anything would be sent twice. With
/// `start: adopt` it is the one that the push has started. Either proves only the commit that it runs for.
package struct GitLabCI: Reconciler {
    private(set) var definition: GitLabCIReconciler
    let server: RunServer?
    let lineage: Lineage
    let memory: RunMemory

    init(
        _ definition: GitLabCIReconciler, secrets: any SecretReader, http: any HTTPSending, lineage: Lineage,
        memory: RunMemory
    ) {
        self.definition = definition
        server = definition.host.server.map { host in
            let url = host.url.withoutSlashAtEnd
            return RunServer(
                vendor: "GitLab", url: url, api: url + "/api/v4", token: host.token, caFile: host.caFile,
                deadline: .seconds(definition.deadline), authorization: { ("PRIVATE-TOKEN", $0) }, secrets: secrets,
                http: http)
        }
        self.lineage = lineage
        self.memory = memory
    }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        try await (request.plansOnly ? planning() : self).ask(request)
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        try await (request.plansOnly ? planning() : self).look(request, receipt)
    }

    /// The adapter of pipelines that only plan: Sluice starts them, and plays nothing of them.
    private func planning() throws(Problem) -> GitLabCI {
        guard let run = definition.driftRun else { throw noDriftRun }
        var planning = self
        planning.definition.start = .dispatch
        planning.definition.variables = run.variables
        planning.definition.inputs = run.inputs
        planning.definition.play = []
        planning.definition.requiredJobs = definition.plan.map { [$0.job] } ?? []
        return planning
    }

    private func ask(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        let project = try project(request.branch)
        let found = try await find(request, project)
        let isRetried = memory.takeFailure(of: request.promotion)
        switch definition.start {
        case .adopt:
            if let found, isRetried, GitLabPipelineLook.ends.contains(found.status) { try await retry(found, project) }
            return RunReceipt().receipt
        case .dispatch:
            if let found {
                let isSpent = isRetried ? try await hasFailed(found, project) : false
                if !isSpent { return RunReceipt(run: "\(found.id)").receipt }
            } else if let sent = memory.recentlySent(request.promotion) {
                // What was asked for a moment ago may only not show yet.
                return sent.receipt
            }
            return try await start(request, project).receipt
        }
    }

    package func pace(of request: HandOff) async -> ObservationPace { .easing }

    private func look(_ request: HandOff, _ receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        let project = try project(request.branch)
        let kept = RunReceipt(receipt)
        let pipeline: GitLabPipeline
        if let id = kept.run {
            pipeline = try await server(project).read(
                RunCall(["projects", project.path, "pipelines", id], for: "reading pipeline \(id)"))
        } else if let found = try await find(request, project) {
            pipeline = found
        } else {
            return try await absent(request, project, receipt == nil ? nil : kept)
        }
        memory.forgetSent(request.promotion)
        guard try await lineage.carries(CommitID(hex: pipeline.sha), request) else {
            return failed(
                "pipeline \(pipeline.id) runs for \(CommitID(hex: pipeline.sha).short), which does not hold "
                    + request.revision.short, request)
        }
        return try await follow(pipeline, request, project)
    }

    /// There is none that is known to be the promotion's.
    private func absent(
        _ request: HandOff, _ project: ForgeRepository, _ kept: RunReceipt?
    ) async throws(Problem) -> Observation {
        let place = "\(project) on GitLab has no pipeline of \(request.branch.name) for \(request.revision.short)"
        guard definition.start == .dispatch else {
            return .waiting(reason: "\(place) yet; the push should have started one")
        }
        guard let kept, let sent = memory.sent(request.promotion, kept) else {
            return .waiting(reason: "\(place), and none was asked for yet")
        }
        guard memory.isSettled(sent) else {
            return .waiting(
                reason: "\(place) yet; the answer to the request for one was lost, and it is looked for before it is "
                    + "asked for again")
        }
        _ = try await start(request, project)
        return .progressing(reason: "a pipeline was asked for again, as the first request has started none")
    }

    /// What the promotion's pipeline shows, after the jobs were played that are Sluice's to play.
    private func follow(
        _ pipeline: GitLabPipeline, _ request: HandOff, _ project: ForgeRepository
    ) async throws(Problem) -> Observation {
        var look = GitLabPipelineLook(
            pipeline: pipeline, jobs: [], play: definition.play, required: definition.play + definition.requiredJobs)
        guard !GitLabPipelineLook.early.contains(pipeline.status) else { return seen(look.verdict, request, nil) }
        look.jobs = try await jobs(of: pipeline, project)
        for job in look.playable {
            if let words = try await play(job, project) {
                return .waiting(reason: "\(look.name): GitLab does not play `\(job.name)`: \(words)")
            }
        }
        let plan = await plan(look, project)
        if !look.playable.isEmpty {
            return .progressing(reason: "\(look.name): \(list(look.playable.map(\.name))) was played".with(plan))
        }
        if request.plansOnly, look.verdict == .succeeded {
            return .planned(plan, at: CommitID(hex: pipeline.sha), by: look.name)
        }
        if case .ended(let reason) = look.verdict, !request.plansOnly,
            let later = try await successor(of: pipeline, request, project)
        {
            return try await took(later, over: reason, request, project)
        }
        return seen(look.verdict, request, plan, at: CommitID(hex: pipeline.sha))
    }

    /// What a later pipeline shows, of a commit that declares the same, after the promotion's own did not do it.
    private func took(
        _ later: GitLabPipeline, over reason: String, _ request: HandOff, _ project: ForgeRepository
    ) async throws(Problem) -> Observation {
        let look = GitLabPipelineLook(
            pipeline: later, jobs: try await jobs(of: later, project), play: [],
            required: definition.play + definition.requiredJobs)
        switch look.verdict {
        case .succeeded: return seen(.succeeded, request, await plan(look, project), at: CommitID(hex: later.sha))
        case .waiting(let text): return .waiting(reason: "\(reason); \(text)")
        case .progressing(let text): return .progressing(reason: "\(reason); \(text)")
        case .ended: return failed(reason, request)
        }
    }

    private func seen(
        _ verdict: RunVerdict, _ request: HandOff, _ plan: PlanSummary?, at commit: CommitID? = nil
    ) -> Observation {
        switch verdict {
        case .waiting(let reason): .waiting(reason: reason.with(plan))
        case .progressing(let reason): .progressing(reason: reason.with(plan))
        case .succeeded: .live(at: commit ?? request.revision, evidence: plan?.description)
        case .ended(let reason): failed(reason.with(plan), request)
        }
    }

    private func failed(_ reason: String, _ request: HandOff) -> Observation {
        memory.noteFailure(of: request.promotion)
        return .failed(reason: reason)
    }

    /// Whether a pipeline has ended without doing what it is for.
    private func hasFailed(_ pipeline: GitLabPipeline, _ project: ForgeRepository) async throws(Problem) -> Bool {
        guard pipeline.status == "success" else { return GitLabPipelineLook.ends.contains(pipeline.status) }
        let look = GitLabPipelineLook(
            pipeline: pipeline, jobs: try await jobs(of: pipeline, project), play: definition.play,
            required: definition.play + definition.requiredJobs)
        if case .ended = look.verdict { return true }
        return false
    }
}
