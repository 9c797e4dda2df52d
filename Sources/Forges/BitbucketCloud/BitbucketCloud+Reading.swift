import HTTPTransport
import Promotion

extension BitbucketCloud {
    func glance(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? { try await find(branches) }

    func find(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        let filter =
            "source.branch.name=\(quoted(branches.head)) AND destination.branch.name=\(quoted(branches.base))"
            + " AND state=\"OPEN\""
        let pulls = try await list(
            HostCall(
                "GET", path(branches.repository, "pullrequests"), query: [("q", filter)],
                for: "looking for the merge request of \(branches.head)"), of: CloudPull.self)
        let own = pulls.filter { self.branches(of: $0, in: branches.repository) == branches }
        guard let pull = own.min(by: { $0.id < $1.id }) else { return nil }
        return try await request(pull, in: branches.repository)
    }

    /// As a text of the query language (<https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering>).
    private func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
    }

    func read(_ id: MergeRequestID, _ parts: MergeRequestParts) async throws(Problem) -> MergeRequest? {
        guard let pull = try await pull(id) else { return nil }
        var request = try await request(pull, in: id.repository)
        if parts.contains(.reviews) { request.reviews = reviews(pull) }
        if parts.contains(.checks) {
            let entries = try await list(
                HostCall(
                    "GET", path(id.repository, "commit", request.head.hex, "statuses"),
                    for: "reading the checks of \(id)"), of: CloudStatus.self)
            request.checks = entries.map { CommitStatus($0) }.newest
        }
        return request
    }

    func pull(_ id: MergeRequestID) async throws(Problem) -> CloudPull? {
        let answer = try await host.send(
            HostCall(
                "GET", path(id.repository, "pullrequests", "\(id.number)"), for: "reading \(id)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: id.repository) }
        return try answer.decoded()
    }

    func request(_ pull: CloudPull, in repository: ForgeRepository) async throws(Problem) -> MergeRequest {
        let branches = branches(of: pull, in: repository)
        let head = try await whole(pull.source.commit?.hash, in: branches.headRepository ?? repository)
        var state = MergeRequest.State.closed
        if pull.state == "OPEN" { state = .open }
        if pull.state == "MERGED" {
            let commit = try await whole(pull.mergeCommit?.hash, in: repository)
            state = .merged(
                Merged(commit: commit, at: pull.updatedOn.flatMap(InternetTime.parse), by: pull.closedBy?.name))
        }
        return MergeRequest(
            id: MergeRequestID(repository: repository, number: pull.id),
            address: address(of: .mergeRequest(pull.id), in: repository), state: state, title: pull.title,
            body: pull.summary?.raw ?? pull.description ?? "", branches: branches,
            head: head ?? CommitID(hex: ""), author: pull.author?.name ?? "",
            mergeability: pull.draft == true && state == .open
                ? .notYet(MergeBlock(.draft, "It is marked as a draft.")) : .ready)
    }

    func branches(of pull: CloudPull, in repository: ForgeRepository) -> MergeRequestBranches {
        MergeRequestBranches(
            repository: repository, base: pull.destination.branch.name, head: pull.source.branch.name,
            headRepository: fork(pull.source.repository?.fullName, of: pull.destination.repository?.fullName))
    }

    private func reviews(_ pull: CloudPull) -> [Review] {
        (pull.participants ?? []).compactMap { entry in
            let verdict: Review.Verdict? =
                entry.state == "changes_requested" ? .changesRequested : entry.approved == true ? .approved : nil
            return verdict.map {
                Review(
                    account: entry.user.name, verdict: $0, at: entry.participatedOn.flatMap(InternetTime.parse),
                    head: nil)
            }
        }
    }
}
