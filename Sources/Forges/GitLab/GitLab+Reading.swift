import HTTPTransport
import Promotion

extension GitLab {
    func glance(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? { try await find(branches) }

    func find(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        var query = [
            ("state", "opened"), ("source_branch", branches.head), ("target_branch", branches.base),
            ("per_page", "100"),
        ]
        if let fork = branches.headRepository { query.append(("source_project_id", "\(try await project(fork))")) }
        let found = try await host.list(
            HostCall(
                "GET", path(branches.repository, "merge_requests"), query: query,
                for: "looking for the merge request of \(branches.head)"), of: GitLabRequest.self)
        // Without a fork in the filter, forks with a branch of the same name are found too.
        return found.filter { branches.headRepository != nil || $0.sourceProjectId == $0.targetProjectId }
            .min { $0.iid < $1.iid }.map { request($0, branches) }
    }

    func read(_ id: MergeRequestID, _ parts: MergeRequestParts) async throws(Problem) -> MergeRequest? {
        guard let entry = try await entry(id) else { return nil }
        var fork: ForgeRepository?
        if let source = entry.sourceProjectId, let target = entry.targetProjectId, source != target {
            fork = try await project(number: source)
        }
        let branches = MergeRequestBranches(
            repository: id.repository, base: entry.targetBranch, head: entry.sourceBranch, headRepository: fork)
        var request = request(entry, branches)
        if request.isOpen, entry.mergeWhenPipelineSucceeds == true {
            request.queued = try await waiting(request, parts)
        }
        if parts.contains(.reviews) { request.reviews = try await reviews(of: id) }
        if parts.contains(.checks) { request.checks = try await checks(on: request.head, of: fork ?? id.repository) }
        return request
    }

    func entry(_ id: MergeRequestID) async throws(Problem) -> GitLabRequest? {
        let answer = try await host.send(
            HostCall(
                "GET", path(id.repository, "merge_requests", "\(id.number)"), for: "reading \(id)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: id.repository) }
        return try answer.decoded()
    }

    func request(_ entry: GitLabRequest, _ branches: MergeRequestBranches) -> MergeRequest {
        let state: MergeRequest.State =
            switch entry.state {
            case "merged": .merged(merged(entry))
            case "closed": .closed
            // `locked` is one whose merge is under way.
            default: .open
            }
        return MergeRequest(
            id: MergeRequestID(repository: branches.repository, number: entry.iid), address: entry.webUrl,
            state: state, title: entry.title, body: entry.description ?? "", branches: branches,
            head: CommitID(hex: entry.sha ?? ""), author: entry.author?.username ?? "", labels: entry.labels ?? [],
            reviewers: entry.reviewers?.map(\.username) ?? [],
            mergeability: state == .open
                ? Mergeability(gitLab: entry.detailedMergeStatus, base: entry.targetBranch) : .ready)
    }

    /// A fast-forward makes no commit of its own: the base then stands at the head.
    func merged(_ entry: GitLabRequest) -> Merged {
        Merged(
            commit: commit(entry.mergeCommitSha) ?? commit(entry.squashCommitSha) ?? commit(entry.sha),
            at: entry.mergedAt.flatMap(InternetTime.parse), by: (entry.mergeUser ?? entry.mergedBy)?.username)
    }

    private func waiting(_ request: MergeRequest, _ parts: MergeRequestParts) async throws(Problem) -> String {
        if case .notYet(let block) = request.mergeability { return block.reason }
        guard parts.contains(.queue), let train = try await train(of: request.id) else {
            return "GitLab merges it when its pipeline has succeeded."
        }
        return train
    }

    private func project(number: Int) async throws(Problem) -> ForgeRepository? {
        struct Project: Decodable { var pathWithNamespace: String }
        let answer = try await host.send(
            HostCall("GET", ["projects", "\(number)"], for: "looking at the fork \(number)", expecting: [404]))
        guard answer.isSuccess else { return nil }
        return ForgeRepository(path: try answer.decoded(Project.self).pathWithNamespace)
    }

    private func reviews(of id: MergeRequestID) async throws(Problem) -> [Review] {
        let answer = try await host.send(
            HostCall(
                "GET", path(id.repository, "merge_requests", "\(id.number)", "approvals"),
                for: "reading the approvals of \(id)"))
        return try answer.decoded(GitLabApprovals.self).approvedBy?.map {
            Review(
                account: $0.user.username, verdict: .approved, at: $0.approvedAt.flatMap(InternetTime.parse), head: nil)
        } ?? []
    }

    private func checks(on commit: CommitID, of repository: ForgeRepository) async throws(Problem) -> [CommitStatus] {
        let entries = try await host.list(
            HostCall(
                "GET", path(repository, "repository", "commits", commit.hex, "statuses"),
                query: [("per_page", "100")], for: "reading the checks on \(commit.short) of \(repository)"),
            of: GitLabStatus.self)
        return entries.map { CommitStatus($0) }.newest
    }
}
