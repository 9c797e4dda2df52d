import Foundation
import HTTPTransport
package import Promotion
import Secrets

/// Follows runs of a workflow of GitHub Actions, by GitHub's REST API of 2022-11-28.
///
/// With `start: dispatch` one run is started for each promotion. GitHub says which one it is where it is new enough;
/// otherwise, and after a lost answer, it is found by the promotion's id, which the workflow's `run-name` shows. With
/// `start: adopt` it is the one that the push has started. Either proves only the commit that it runs for.
package struct GitHubActions: Reconciler {
    private(set) var definition: GitHubActionsReconciler
    let server: RunServer?
    let lineage: Lineage
    let memory: RunMemory

    init(
        _ definition: GitHubActionsReconciler, secrets: any SecretReader, http: any HTTPSending, lineage: Lineage,
        memory: RunMemory
    ) {
        self.definition = definition
        server = definition.host.server.map { host in
            let url = host.url.withoutSlashAtEnd
            return RunServer(
                vendor: "GitHub", url: url, api: Self.api(url), token: host.token, caFile: host.caFile,
                deadline: .seconds(definition.deadline), authorization: { ("Authorization", "Bearer \($0)") },
                mediaType: "application/vnd.github+json", fields: ["X-GitHub-Api-Version": "2022-11-28"],
                secrets: secrets, http: http)
        }
        self.lineage = lineage
        self.memory = memory
    }

    /// `https://github.com` has its API at `api.github.com`, a company's `*.ghe.com` below `api.`, and every Enterprise
    /// Server below `/api/v3`.
    static func api(_ url: String) -> String {
        guard let parsed = WebURL(url), parsed.host == "github.com" || parsed.host.hasSuffix(".ghe.com") else {
            return url + "/api/v3"
        }
        return "\(parsed.scheme)://api.\(parsed.authority)"
    }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        try await (request.plansOnly ? planning() : self).ask(request)
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        try await (request.plansOnly ? planning() : self).look(request, receipt)
    }

    /// The adapter of runs that only plan: Sluice starts them, of their own workflow, and approves nothing of them.
    private func planning() throws(Problem) -> GitHubActions {
        guard let run = definition.driftRun else { throw noDriftRun }
        var planning = self
        planning.definition.start = .dispatch
        planning.definition.workflow = run.workflow
        planning.definition.inputs = run.inputs
        planning.definition.approve = []
        planning.definition.requiredJobs = []
        return planning
    }

    private func ask(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        let repository = try repository(request.branch)
        let found = try await find(request, repository)
        let isRetried = memory.takeFailure(of: request.promotion)
        switch definition.start {
        case .adopt:
            if let found, isRetried, GitHubRunLook(run: found).hasEndedBadly { try await rerun(found, repository) }
            return RunReceipt().receipt
        case .dispatch:
            if let found {
                let isSpent = isRetried ? try await hasFailed(found, repository) : false
                if !isSpent { return RunReceipt(run: "\(found.id)").receipt }
            } else if let sent = memory.recentlySent(request.promotion) {
                // What was asked for a moment ago may only not show yet.
                return sent.receipt
            }
            return try await start(request, repository).receipt
        }
    }

    package func pace(of request: HandOff) async -> ObservationPace { .easing }

    private func look(_ request: HandOff, _ receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        let repository = try repository(request.branch)
        let kept = RunReceipt(receipt)
        let run: GitHubRun
        if let id = kept.run {
            run = try await server(repository).read(
                RunCall(path(repository, "runs", id), for: "reading run \(id)"))
        } else if let found = try await find(request, repository) {
            run = found
        } else {
            return try await absent(request, repository, receipt == nil ? nil : kept)
        }
        memory.forgetSent(request.promotion)
        guard try await lineage.carries(CommitID(hex: run.headSha), request) else {
            return failed(
                "run \(run.id) is of \(CommitID(hex: run.headSha).short), which does not hold \(request.revision.short)",
                request)
        }
        return try await follow(run, request, repository)
    }

    /// There is none that is known to be the promotion's.
    private func absent(
        _ request: HandOff, _ repository: ForgeRepository, _ kept: RunReceipt?
    ) async throws(Problem) -> Observation {
        let place = "\(repository) on GitHub has no run of \(definition.workflow) for \(request.revision.short)"
        guard definition.start == .dispatch else {
            return .waiting(reason: "\(place) yet; the push should have started one")
        }
        guard let kept, let sent = memory.sent(request.promotion, kept) else {
            return .waiting(reason: "\(place), and none was asked for yet")
        }
        if sent.isTaken == true {
            return .waiting(
                reason: "\(place) yet, though it took the request for one; its `run-name` has to show "
                    + "`${{ inputs.\(definition.promotionInput) }}`")
        }
        guard memory.isSettled(sent) else {
            return .waiting(
                reason: "\(place) yet; the answer to the request for one was lost, and it is looked for before it is "
                    + "asked for again")
        }
        _ = try await start(request, repository)
        return .progressing(reason: "a run was asked for again, as the first request has started none")
    }

    /// What the promotion's run shows, after what is Sluice's to approve was approved.
    private func follow(
        _ run: GitHubRun, _ request: HandOff, _ repository: ForgeRepository
    ) async throws(Problem) -> Observation {
        let look = try await look(run, repository)
        let approvable = look.approvable
        if !approvable.isEmpty {
            let names = list(approvable.compactMap(\.environment.name))
            if let words = try await approve(approvable, of: run, request, repository) {
                return .waiting(reason: "\(look.name): GitHub does not take the approval of \(names): \(words)")
            }
            return .progressing(reason: "\(look.name): \(names) was approved".with(await plan(look, repository)))
        }
        switch look.verdict {
        case .progressing(let reason): return .progressing(reason: reason)
        case .waiting(let reason): return .waiting(reason: reason.with(await plan(look, repository)))
        case .succeeded:
            let plan = await plan(look, repository)
            let commit = CommitID(hex: run.headSha)
            if request.plansOnly { return .planned(plan, at: commit, by: look.name) }
            return .live(at: commit, evidence: plan?.description)
        case .ended(let reason):
            guard !request.plansOnly, let later = try await successor(of: run, request, repository) else {
                return failed(reason.with(await plan(look, repository)), request)
            }
            return try await took(later, over: reason, request, repository)
        }
    }

    /// What a later run shows, of a commit that declares the same, after the promotion's own did not do it.
    private func took(
        _ later: GitHubRun, over reason: String, _ request: HandOff, _ repository: ForgeRepository
    ) async throws(Problem) -> Observation {
        let look = try await look(later, repository)
        switch look.verdict {
        case .succeeded:
            return .live(at: CommitID(hex: later.headSha), evidence: await plan(look, repository)?.description)
        case .waiting(let text): return .waiting(reason: "\(reason); \(text)")
        case .progressing(let text): return .progressing(reason: "\(reason); \(text)")
        case .ended: return failed(reason, request)
        }
    }

    /// The run with what its status makes worth asking for.
    func look(_ run: GitHubRun, _ repository: ForgeRepository) async throws(Problem) -> GitHubRunLook {
        var look = GitHubRunLook(run: run, approve: definition.approve, required: definition.requiredJobs)
        let isWaiting = run.status == "waiting"
        if isWaiting { look.pending = try await pending(run, repository) }
        let needsJobs = run.conclusion != "success" || !definition.requiredJobs.isEmpty || definition.plan != nil
        if run.status == "completed" && needsJobs || isWaiting && definition.plan != nil {
            look.jobs = try await jobs(of: run, repository)
        }
        return look
    }

    /// Whether a run has ended without doing what it is for.
    private func hasFailed(_ run: GitHubRun, _ repository: ForgeRepository) async throws(Problem) -> Bool {
        if case .ended = try await look(run, repository).verdict { return true }
        return false
    }

    private func failed(_ reason: String, _ request: HandOff) -> Observation {
        memory.noteFailure(of: request.promotion)
        return .failed(reason: reason)
    }
}
