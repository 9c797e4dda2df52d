import HTTPTransport
import Promotion

extension GitHub {
    func glance(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? { try await find(branches) }

    func find(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        let owner = (branches.headRepository ?? branches.repository).owner
        let pulls = try await host.list(
            HostCall(
                "GET", path(branches.repository, "pulls"),
                query: [
                    ("state", "open"), ("head", "\(owner):\(branches.head)"), ("base", branches.base),
                    ("per_page", "100"),
                ], for: "looking for the merge request of \(branches.head)"), of: GitHubPull.self)
        return pulls.map { request($0, in: branches.repository) }.filter { $0.branches == branches }
            .min { $0.id.number < $1.id.number }
    }

    func read(_ id: MergeRequestID, _ parts: MergeRequestParts) async throws(Problem) -> MergeRequest? {
        let answer = try await host.send(
            HostCall("GET", path(id.repository, "pulls", "\(id.number)"), for: "reading \(id)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: id.repository) }
        var request = request(try answer.decoded(), in: id.repository)
        if parts.contains(.reviews) { request.reviews = try await reviews(of: id) }
        if parts.contains(.checks) { request.checks = try await checks(on: request.head, of: id.repository) }
        if parts.contains(.queue), request.isOpen { request.queued = try await queue(of: id)?.waiting }
        return request
    }

    func request(_ pull: GitHubPull, in repository: ForgeRepository) -> MergeRequest {
        let state: MergeRequest.State =
            if pull.merged == true || pull.mergedAt != nil {
                .merged(
                    Merged(
                        commit: commit(pull.mergeCommitSha), at: pull.mergedAt.flatMap(InternetTime.parse),
                        by: pull.mergedBy?.login)
                )
            } else {
                pull.state == "open" ? .open : .closed
            }
        return MergeRequest(
            id: MergeRequestID(repository: repository, number: pull.number), address: pull.htmlUrl, state: state,
            title: pull.title, body: pull.body ?? "",
            branches: MergeRequestBranches(
                repository: repository, base: pull.base.ref, head: pull.head.ref,
                headRepository: fork(pull.head.repo?.fullName, of: pull.base.repo?.fullName)),
            head: CommitID(hex: pull.head.sha), author: pull.user?.login ?? "", labels: pull.labels?.map(\.name) ?? [],
            reviewers: pull.requestedReviewers?.map(\.login) ?? [], mergeability: mergeability(pull))
    }

    /// `mergeable_state` has the reason (<https://docs.github.com/en/graphql/reference/enums#mergestatestatus>).
    private func mergeability(_ pull: GitHubPull) -> Mergeability {
        guard pull.state == "open" else { return .ready }
        let block: (MergeBlock.Cause, String)? =
            switch pull.mergeableState {
            case "dirty": (.conflict, "It conflicts with \(pull.base.ref).")
            case "behind": (.behind, "It must be brought up to date with \(pull.base.ref) first.")
            case "draft": (.draft, "It is marked as a draft.")
            case "blocked":
                (.rule, "A rule of \(pull.base.ref) is not met yet: a required review, or a required check.")
            case "unknown": (.computing, "GitHub is still working out whether it can be merged.")
            // `clean`, `has_hooks`, and `unstable`: a check that nobody requires did not succeed.
            default: pull.mergeable == false ? (.conflict, "It conflicts with \(pull.base.ref).") : nil
            }
        return block.map { .notYet(MergeBlock($0.0, $0.1)) } ?? .ready
    }

    private func reviews(of id: MergeRequestID) async throws(Problem) -> [Review] {
        let entries = try await host.list(
            HostCall(
                "GET", path(id.repository, "pulls", "\(id.number)", "reviews"), query: [("per_page", "100")],
                for: "reading the reviews of \(id)"), of: GitHubReview.self)
        return lastWords(
            entries.compactMap { entry in
                guard let account = entry.user?.login,
                    ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].contains(entry.state)
                else { return nil }
                let review = Review(
                    account: account, verdict: entry.state == "APPROVED" ? .approved : .changesRequested,
                    at: entry.submittedAt.flatMap(InternetTime.parse), head: commit(entry.commitId))
                return (review, isVoid: entry.state == "DISMISSED")
            })
    }

    /// Both kinds: statuses, and the check runs of apps.
    private func checks(on commit: CommitID, of repository: ForgeRepository) async throws(Problem) -> [CommitStatus] {
        let purpose = "reading the checks on \(commit.short) of \(repository)"
        let statuses = try await host.pages(
            HostCall(
                "GET", path(repository, "commits", commit.hex, "status"), query: [("per_page", "100")], for: purpose),
            of: GitHubStatuses.self
        ) { $0.statuses.map { CommitStatus($0) } }
        let runs = try await host.pages(
            HostCall(
                "GET", path(repository, "commits", commit.hex, "check-runs"),
                query: [("filter", "latest"), ("per_page", "100")], for: purpose), of: GitHubRuns.self
        ) { $0.checkRuns.map { CommitStatus($0) } }
        return (statuses + runs).newest
    }
}
