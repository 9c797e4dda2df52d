import HTTPTransport
import Promotion

/// Which run is the promotion's.
extension HCPTerraform {
    struct Workspace: Sendable {
        var id: String
        var name: String
    }

    func workspace(of request: HandOff) async throws(Problem) -> Workspace {
        let name = try definition.workspace.render(
            request.release, pipeline: request.stage.pipeline, environment: request.stage.environment)
        let found: TerraformDocument<TerraformWorkspace> = try await server.read(
            RunCall(
                ["organizations", definition.organization, "workspaces", name],
                for: "reading the workspace \(name.words(limit: 100))"))
        return Workspace(id: found.data.id, name: name.words(limit: 100))
    }

    func find(_ request: HandOff, _ workspace: Workspace) async throws(Problem) -> TerraformRun? {
        let runs = try await runs(of: workspace)
        if definition.start == .dispatch {
            return runs.first { $0.attributes.message?.contains(request.promotion.hex) == true }
        }
        var carrier: TerraformRun?
        for run in runs.prefix(20) where run.isWhole {
            guard let commit = try await commit(of: run) else { continue }
            if commit == request.revision { return run }
            if carrier == nil, try await lineage.carries(commit, request) { carrier = run }
        }
        return carrier
    }

    /// The newest run of another commit that declares the same, after `run`, unless it has ended badly itself.
    func successor(
        of run: TerraformRun, _ request: HandOff, _ workspace: Workspace
    ) async throws(Problem) -> TerraformRun? {
        for later in try await runs(of: workspace).prefix(20) where later.isWhole && Self.isNewer(later, run) {
            guard let commit = try await commit(of: later), commit != request.revision,
                try await lineage.carries(commit, request)
            else { continue }
            return TerraformRunLook.ends.contains(later.attributes.status) ? nil : later
        }
        return nil
    }

    /// Newest first, whatever order the server has. Times are those of RFC 3339 in UTC, which sort as texts.
    private func runs(of workspace: Workspace) async throws(Problem) -> [TerraformRun] {
        let found: TerraformDocument<[TerraformRun]> = try await server.read(
            RunCall(
                ["workspaces", workspace.id, "runs"], query: [("page[size]", "100")],
                for: "listing the runs of \(workspace.name)"))
        return found.data.sorted(by: Self.isNewer)
    }

    private static func isNewer(_ one: TerraformRun, _ other: TerraformRun) -> Bool {
        (one.attributes.createdAt ?? "", one.id) > (other.attributes.createdAt ?? "", other.id)
    }

    /// The commit that a run's configuration came from; nil where it did not come from a repository. It never changes.
    func commit(of run: TerraformRun) async throws(Problem) -> CommitID? {
        guard let configuration = run.configuration else { return nil }
        let key = "\(server.url) \(configuration)"
        if let known = memory.commit(of: key) { return known }
        let call = RunCall(
            ["configuration-versions", configuration, "ingress-attributes"],
            for: "reading which commit \(configuration.words(limit: 60)) is of")
        let bytes: [UInt8]
        switch try await server.send(call) {
        case .success(let response): bytes = response.body
        case .refused(404, _): return nil
        case .refused(let status, let words): throw server.refusal(call, status, words)
        case .lost(let problem): throw problem
        }
        let ingress: TerraformDocument<TerraformIngress> = try server.decode(bytes, of: call)
        guard let text = ingress.data.attributes.commitSHA, !text.isEmpty else { return nil }
        let commit = CommitID(hex: text)
        memory.note(commit, of: key)
        return commit
    }

    /// What a run plans; nil where it cannot be read, which keeps nothing from being live.
    func plan(of run: TerraformRun) async -> PlanSummary? {
        let call = RunCall(["runs", run.id, "plan"], for: "reading the plan of \(run.id)")
        return await memory.plan(of: "\(server.url) \(run.id)") { () async throws(Problem) in
            let plan = try await server.read(call, as: TerraformDocument<TerraformPlan>.self).data
            guard let summary = plan.summary else { throw .transient("\(run.id) has no finished plan.") }
            return summary
        }
    }
}
