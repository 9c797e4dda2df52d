import Foundation
import Promotion

extension BitbucketDataCenter {
    func glance(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? { try await find(branches) }

    /// Asked at the repository that has the head: `outgoing` are the pull requests from its branch, wherever they lead.
    func find(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        let pulls = try await list(
            HostCall(
                "GET", path(branches.headRepository ?? branches.repository, "pull-requests"),
                query: [
                    ("direction", "outgoing"), ("at", "refs/heads/\(branches.head)"), ("state", "OPEN"),
                    ("limit", "100"),
                ], for: "looking for the merge request of \(branches.head)"), of: DataCenterPull.self)
        return pulls.filter { $0.toRef.path.lowercased() == branches.repository.path.lowercased() }
            .map { request($0, in: branches.repository) }.filter { $0.branches == branches }
            .min { $0.id.number < $1.id.number }
    }

    func read(_ id: MergeRequestID, _ parts: MergeRequestParts) async throws(Problem) -> MergeRequest? {
        guard let pull = try await pull(id) else { return nil }
        var request = request(pull, in: id.repository)
        if pull.state == "MERGED" { request.state = .merged(try await merged(id)) }
        if pull.state == "OPEN" { request.mergeability = try await mergeability(id, pull) }
        if parts.contains(.queue), request.isOpen { request.queued = try await waiting(request) }
        if parts.contains(.reviews) { request.reviews = reviews(pull) }
        if parts.contains(.checks) { request.checks = try await checks(on: request.head, for: id) }
        return request
    }

    func pull(_ id: MergeRequestID) async throws(Problem) -> DataCenterPull? {
        let answer = try await host.send(
            HostCall(
                "GET", path(id.repository, "pull-requests", "\(id.number)"), for: "reading \(id)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: id.repository) }
        return try answer.decoded()
    }

    /// All but how it was merged and whether it can be, which are calls of their own.
    func request(_ pull: DataCenterPull, in repository: ForgeRepository) -> MergeRequest {
        let state: MergeRequest.State =
            switch pull.state {
            case "OPEN": .open
            case "MERGED": .merged(Merged(commit: nil))
            default: .closed
            }
        let waiting = (pull.reviewers ?? []).filter { $0.status == nil || $0.status == "UNAPPROVED" }
        return MergeRequest(
            id: MergeRequestID(repository: repository, number: pull.id),
            address: address(of: .mergeRequest(pull.id), in: repository), state: state, title: pull.title,
            body: pull.description ?? "",
            branches: MergeRequestBranches(
                repository: repository, base: pull.toRef.branch, head: pull.fromRef.branch,
                headRepository: fork(pull.fromRef.path, of: pull.toRef.path)),
            head: CommitID(hex: pull.fromRef.latestCommit ?? ""), author: pull.author?.user.name ?? "",
            reviewers: waiting.map(\.user.name))
    }

    /// The newest merge in the pull request's history, which has the commit.
    private func merged(_ id: MergeRequestID) async throws(Problem) -> Merged {
        let activities = try await list(
            HostCall(
                "GET", path(id.repository, "pull-requests", "\(id.number)", "activities"), query: [("limit", "100")],
                for: "reading how \(id) was merged"), of: DataCenterActivity.self
        ) { $0.action == "MERGED" }
        let merge = activities.first { $0.action == "MERGED" }
        return Merged(
            commit: commit(merge?.commit?.id),
            at: merge?.createdDate.map { Date(timeIntervalSince1970: $0 / 1000) }, by: merge?.user?.name)
    }

    private func mergeability(_ id: MergeRequestID, _ pull: DataCenterPull) async throws(Problem) -> Mergeability {
        if pull.draft == true { return .notYet(MergeBlock(.draft, "It is marked as a draft.")) }
        let answer = try await host.send(
            HostCall(
                "GET", path(id.repository, "pull-requests", "\(id.number)", "merge"),
                for: "asking whether \(id) can be merged", expecting: [409]))
        // Closed or merged since it was read.
        guard answer.isSuccess else { return .ready }
        let found = try answer.decoded(DataCenterMergeability.self)
        if found.conflicted == true {
            return .notYet(MergeBlock(.conflict, "It conflicts with \(pull.toRef.branch)."))
        }
        guard let veto = found.vetoes?.first else { return .ready }
        let words = veto.detailedMessage ?? veto.summaryMessage ?? ""
        return .notYet(MergeBlock(words: words, saying: "Bitbucket"))
    }

    /// Each reviewer has one status, and the head it was given on.
    private func reviews(_ pull: DataCenterPull) -> [Review] {
        (pull.reviewers ?? []).compactMap { reviewer in
            let verdict: Review.Verdict? =
                switch reviewer.status {
                case "APPROVED": .approved
                case "NEEDS_WORK": .changesRequested
                default: nil
                }
            return verdict.map {
                Review(account: reviewer.user.name, verdict: $0, at: nil, head: commit(reviewer.lastReviewedCommit))
            }
        }
    }

    /// By the call that 7.14 deprecated: its successor answers only for a key that is known already.
    private func checks(on commit: CommitID, for id: MergeRequestID) async throws(Problem) -> [CommitStatus] {
        let builds = try await list(
            HostCall(
                "GET", ["build-status", "latest", "commits", commit.hex], query: [("limit", "100")],
                for: "reading the checks of \(id)"), of: DataCenterBuild.self)
        return builds.map { CommitStatus($0) }
    }
}
