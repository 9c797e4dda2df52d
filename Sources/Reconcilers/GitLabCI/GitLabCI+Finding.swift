import Promotion

/// Which pipeline is the promotion's.
extension GitLabCI {
    /// How many pipelines of a branch are looked at.
    private static let listed = 50
    /// How many of them are asked for the variables that they were given.
    private static let asked = 20
    /// Why a pipeline came about that a push has started, or a person in its place. Others, such as those of schedules, merge
    /// requests and parents, may run something else.
    private static let adoptable: Set = ["push", "web"]

    func project(_ branch: Branch) throws(Problem) -> ForgeRepository {
        let found =
            definition.project.map { ForgeRepository(path: $0) } ?? ForgeRepository(of: branch.remote)
        guard let found else {
            throw .permanent(
                "\(branch.remote) is no project of GitLab.", remedy: "Set `project`, such as `platform/prod`.")
        }
        return found
    }

    /// The server; the configuration's loader refuses forges that are not there.
    func server(_ project: ForgeRepository) throws(Problem) -> RunServer {
        guard let server else {
            throw .permanent("No GitLab is known for \(project).", remedy: "Name a forge of sluice.yaml, or `url`.")
        }
        return server
    }

    func find(_ request: HandOff, _ project: ForgeRepository) async throws(Problem) -> GitLabPipeline? {
        switch definition.start {
        case .dispatch: try await dispatched(request, project)
        case .adopt: try await adopted(request, project)
        }
    }

    /// The newest pipeline that was given the promotion's id: first among those of the very commit, which may be far behind
    /// the branch's newest where a database was lost.
    private func dispatched(
        _ request: HandOff, _ project: ForgeRepository
    ) async throws(Problem) -> GitLabPipeline? {
        let started: [(String, String?)] = [("ref", request.branch.name), ("source", "api")]
        let own = try await pipelines(
            started + [("sha", request.revision.hex)], project, "of \(request.revision.short)")
        for pipeline in own.prefix(Self.asked) where try await isGiven(pipeline, request, project) { return pipeline }
        let others = try await pipelines(started, project, "of \(request.branch.name)").prefix(Self.asked)
        for pipeline in others where pipeline.sha != request.revision.hex {
            guard try await lineage.carries(CommitID(hex: pipeline.sha), request) else { continue }
            if try await isGiven(pipeline, request, project) { return pipeline }
        }
        return nil
    }

    /// Whether a pipeline was given the promotion's id.
    private func isGiven(
        _ pipeline: GitLabPipeline, _ request: HandOff, _ project: ForgeRepository
    ) async throws(Problem) -> Bool {
        try await variables(of: pipeline, project).contains {
            $0.key == Self.promotionVariable && $0.value == request.promotion.hex
        }
    }

    private func variables(
        of pipeline: GitLabPipeline, _ project: ForgeRepository
    ) async throws(Problem) -> [GitLabVariable] {
        try await server(project).read(
            RunCall(
                ["projects", project.path, "pipelines", "\(pipeline.id)", "variables"],
                for: "reading the variables of pipeline \(pipeline.id)"))
    }

    /// Whether a pipeline makes nothing live, as one that Sluice has started to plan only.
    private func plansOnly(_ pipeline: GitLabPipeline, _ project: ForgeRepository) async throws(Problem) -> Bool {
        guard definition.driftRun != nil, pipeline.source.map({ $0 == "api" }) ?? true else { return false }
        return try await variables(of: pipeline, project).contains { $0.key == Self.planVariable }
    }

    /// The newest pipeline of the commit itself; where it was pushed with others, which gives only the last of them a
    /// pipeline, the newest of a descendant that declares the same.
    private func adopted(_ request: HandOff, _ project: ForgeRepository) async throws(Problem) -> GitLabPipeline? {
        let own = try await pipelines(
            [("sha", request.revision.hex), ("ref", request.branch.name)], project, "of \(request.revision.short)"
        ).first { $0.source.map(Self.adoptable.contains) ?? true }
        if let own { return own }
        return try await carrier(request, project, newerThan: 0)
    }

    /// The newest pipeline of another commit that declares the same, after `pipeline`.
    func successor(
        of pipeline: GitLabPipeline, _ request: HandOff, _ project: ForgeRepository
    ) async throws(Problem) -> GitLabPipeline? {
        guard let found = try await carrier(request, project, newerThan: pipeline.id) else {
            return nil
        }
        return GitLabPipelineLook.ends.contains(found.status) ? nil : found
    }

    private func carrier(
        _ request: HandOff, _ project: ForgeRepository, newerThan id: Int
    ) async throws(Problem) -> GitLabPipeline? {
        let sources = Self.adoptable.union(definition.start == .dispatch ? ["api"] : [])
        let pipelines = try await pipelines([("ref", request.branch.name)], project, "of \(request.branch.name)")
        for pipeline in pipelines.prefix(Self.asked)
        where pipeline.id > id && pipeline.sha != request.revision.hex
            && pipeline.source.map(sources.contains) ?? true
        {
            guard try await lineage.carries(CommitID(hex: pipeline.sha), request) else { continue }
            if try await !plansOnly(pipeline, project) { return pipeline }
        }
        return nil
    }

    /// Newest first, whatever order the server has.
    private func pipelines(
        _ query: [(String, String?)], _ project: ForgeRepository, _ which: String
    ) async throws(Problem) -> [GitLabPipeline] {
        let order: [(String, String?)] = [("order_by", "id"), ("sort", "desc"), ("per_page", "\(Self.listed)")]
        let found: [GitLabPipeline] = try await server(project).read(
            RunCall(
                ["projects", project.path, "pipelines"], query: query + order, for: "listing the pipelines \(which)"))
        let wanted = Dictionary(query.compactMap { name, value in value.map { (name, $0) } }) { first, _ in first }
        return found.filter { pipeline in
            // A server that does not know one of the filters leaves it out.
            (wanted["sha"].map { $0 == pipeline.sha } ?? true) && (wanted["ref"].map { $0 == pipeline.ref } ?? true)
                && (wanted["source"].map { $0 == pipeline.source } ?? true)
        }.sorted { $0.id > $1.id }
    }

    /// Every try of every job. A pipeline with more than 500 of them is told as its first 500.
    func jobs(of pipeline: GitLabPipeline, _ project: ForgeRepository) async throws(Problem) -> [GitLabJob] {
        var jobs: [GitLabJob] = []
        for page in 1...5 {
            let found: [GitLabJob] = try await server(project).read(
                RunCall(
                    ["projects", project.path, "pipelines", "\(pipeline.id)", "jobs"],
                    query: [("include_retried", "true"), ("per_page", "100"), ("page", "\(page)")],
                    for: "listing the jobs of pipeline \(pipeline.id)"))
            jobs += found
            if found.count < 100 { break }
        }
        return jobs
    }

    /// What a job has reported of Terraform's plan; nil where it cannot be read, which keeps nothing from being live.
    func plan(_ look: GitLabPipelineLook, _ project: ForgeRepository) async -> PlanSummary? {
        guard let report = definition.plan, let server,
            let job = look.current.first(where: { $0.name == report.job && $0.status == "success" })
        else { return nil }
        let steps = report.file.split(separator: "/").map(String.init)
        var call = RunCall(
            ["projects", project.path, "jobs", "\(job.id)", "artifacts"] + steps, for: "reading a plan's report")
        call.mayLieElsewhere = true
        return await memory.plan(of: "\(server.url) \(job.id)") { [call] () async throws(Problem) in
            PlanSummary(report: try await server.bytes(call))
        }
    }
}
