import Foundation
import Promotion

/// Which run is the promotion's.
extension GitHubActions {
    /// How many runs of a branch are looked at.
    private static let listed = 50
    /// Why a run came about that a push has started, or a person in its place.
    private static let adoptable: Set = ["push", "workflow_dispatch"]

    func repository(_ branch: Branch) throws(Problem) -> ForgeRepository {
        let found =
            definition.repository.map { ForgeRepository(path: $0) } ?? ForgeRepository(of: branch.remote)
        guard let found, found.steps.count == 2 else {
            throw .permanent(
                "\(branch.remote) is no repository of GitHub.",
                remedy: "Set `repository`, such as `platform/prod`.")
        }
        return found
    }

    /// The server; the configuration's loader refuses forges that are not there.
    func server(_ repository: ForgeRepository) throws(Problem) -> RunServer {
        guard let server else {
            throw .permanent("No GitHub is known for \(repository).", remedy: "Name a forge of sluice.yaml, or `url`.")
        }
        return server
    }

    /// The steps of a call below a repository's actions.
    func path(_ repository: ForgeRepository, _ steps: String...) -> [String] {
        ["repos", repository.owner, repository.name, "actions"] + steps
    }

    func find(_ request: HandOff, _ repository: ForgeRepository) async throws(Problem) -> GitHubRun? {
        switch definition.start {
        case .dispatch:
            // First among those of the very commit, which may be far behind the branch's newest where a database was lost.
            func isOurs(_ run: GitHubRun) -> Bool {
                run.event == "workflow_dispatch" && run.shows(request.promotion.hex)
            }
            let started: [(String, String?)] = [("branch", request.branch.name), ("event", "workflow_dispatch")]
            let own = try await runs(
                started + [("head_sha", request.revision.hex)], repository, "of \(request.revision.short)")
            if let found = own.first(where: isOurs) { return found }
            return try await runs(started, repository, "of \(request.branch.name)").first(where: isOurs)
        case .adopt:
            // The newest of the commit itself; where it was pushed with others, which gives only the last of them a run, the
            // newest of a descendant that declares the same.
            let own = try await runs([("head_sha", request.revision.hex)], repository, "of \(request.revision.short)")
                .first {
                    $0.headSha == request.revision.hex && Self.adoptable.contains($0.event)
                        && $0.headBranch == request.branch.name
                }
            if let own { return own }
            return try await carrier(request, repository, newerThan: 0)
        }
    }

    /// The newest run of another commit that declares the same, after `run`, unless it has ended badly itself.
    func successor(
        of run: GitHubRun, _ request: HandOff, _ repository: ForgeRepository
    ) async throws(Problem) -> GitHubRun? {
        guard let found = try await carrier(request, repository, newerThan: run.id) else { return nil }
        return GitHubRunLook(run: found).hasEndedBadly ? nil : found
    }

    private func carrier(
        _ request: HandOff, _ repository: ForgeRepository, newerThan id: Int
    ) async throws(Problem) -> GitHubRun? {
        let runs = try await runs([("branch", request.branch.name)], repository, "of \(request.branch.name)")
        for run in runs.prefix(20)
        where run.id > id && run.headSha != request.revision.hex && run.headBranch == request.branch.name
            && Self.adoptable.contains(run.event)
        {
            if try await lineage.carries(CommitID(hex: run.headSha), request) { return run }
        }
        return nil
    }

    /// Newest first, whatever order the server has.
    private func runs(
        _ query: [(String, String?)], _ repository: ForgeRepository, _ which: String
    ) async throws(Problem) -> [GitHubRun] {
        let found: GitHubRuns = try await server(repository).read(
            RunCall(
                path(repository, "workflows", definition.workflow, "runs"),
                query: query + [("per_page", "\(Self.listed)")],
                for: "listing the runs of \(definition.workflow) \(which)"))
        return found.workflowRuns.sorted { $0.id > $1.id }
    }

    /// The jobs of the newest try. A run with more than 500 of them is told as its first 500.
    func jobs(of run: GitHubRun, _ repository: ForgeRepository) async throws(Problem) -> [GitHubJob] {
        var jobs: [GitHubJob] = []
        for page in 1...5 {
            let found: GitHubJobs = try await server(repository).read(
                RunCall(
                    path(repository, "runs", "\(run.id)", "jobs"),
                    query: [("filter", "latest"), ("per_page", "100"), ("page", "\(page)")],
                    for: "listing the jobs of run \(run.id)"))
            jobs += found.jobs
            if found.jobs.count < 100 { break }
        }
        return jobs
    }

    func pending(
        _ run: GitHubRun, _ repository: ForgeRepository
    ) async throws(Problem) -> [GitHubPendingDeployment] {
        try await server(repository).read(
            RunCall(
                path(repository, "runs", "\(run.id)", "pending_deployments"),
                for: "reading what run \(run.id) waits for"))
    }

    /// What a job has said of Terraform's plan in a notice; nil where none can be read, which keeps nothing from being live.
    func plan(_ look: GitHubRunLook, _ repository: ForgeRepository) async -> PlanSummary? {
        guard let title = definition.plan, let server else { return nil }
        for job in look.jobs.filter({ $0.conclusion == "success" }).prefix(20) {
            let call = RunCall(
                ["repos", repository.owner, repository.name, "check-runs", "\(job.id)", "annotations"],
                query: [("per_page", "100")], for: "reading the notices of job \(job.name.words(limit: 80))")
            let plan = await memory.plan(of: "\(server.url) \(job.id)") { () async throws(Problem) in
                let notices: [GitHubAnnotation] = try await server.read(call)
                return notices.filter { $0.title == title }.compactMap { PlanSummary(report: ($0.message ?? "").utf8) }
                    .last
            }
            if let plan { return plan }
        }
        return nil
    }
}
