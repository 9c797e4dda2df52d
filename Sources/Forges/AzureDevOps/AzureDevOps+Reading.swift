import HTTPTransport
import Promotion

extension AzureDevOps {
    func glance(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? { try await find(branches) }

    func find(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        let answer = try await host.send(
            call(
                "GET", branches.repository, ["pullrequests"],
                query: [
                    ("searchCriteria.sourceRefName", "refs/heads/\(branches.head)"),
                    ("searchCriteria.targetRefName", "refs/heads/\(branches.base)"),
                    ("searchCriteria.status", "active"), ("$top", "100"),
                ], for: "looking for the merge request of \(branches.head)"))
        return try answer.decoded(AzureList<AzurePull>.self).value.map { request($0, in: branches.repository) }
            .filter { $0.branches == branches }.min { $0.id.number < $1.id.number }
    }

    func read(_ id: MergeRequestID, _ parts: MergeRequestParts) async throws(Problem) -> MergeRequest? {
        let answer = try await host.send(
            call("GET", id.repository, ["pullrequests", "\(id.number)"], for: "reading \(id)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: id.repository) }
        let pull = try answer.decoded(AzurePull.self)
        var request = request(pull, in: id.repository)
        if request.isOpen { request.queued = waiting(pull, request.mergeability) }
        if parts.contains(.reviews) { request.reviews = reviews(pull) }
        if parts.contains(.checks) {
            let answer = try await host.send(
                call(
                    "GET", request.branches.headRepository ?? id.repository, ["commits", request.head.hex, "statuses"],
                    query: [("latestOnly", "true"), ("top", "1000")], for: "reading the checks of \(id)"))
            request.checks = try answer.decoded(AzureList<AzureStatus>.self).value.map { CommitStatus($0) }.newest
        }
        return request
    }

    func request(_ pull: AzurePull, in repository: ForgeRepository) -> MergeRequest {
        let state: MergeRequest.State =
            switch pull.status {
            case "completed":
                .merged(
                    Merged(
                        commit: commit(pull.lastMergeCommit?.commitId), at: pull.closedDate.flatMap(InternetTime.parse),
                        by: pull.closedBy?.name))
            case "abandoned": .closed
            default: .open
            }
        let fork = pull.forkSource?.repository.flatMap { fork in
            fork.project.flatMap { ForgeRepository(path: "\(repository.steps[0])/\($0.name)/\(fork.name)") }
        }
        return MergeRequest(
            id: MergeRequestID(repository: repository, number: pull.pullRequestId),
            address: address(of: .mergeRequest(pull.pullRequestId), in: repository), state: state, title: pull.title,
            body: pull.description ?? "",
            branches: MergeRequestBranches(
                repository: repository, base: pull.targetRefName.branchName, head: pull.sourceRefName.branchName,
                headRepository: fork),
            head: CommitID(hex: pull.lastMergeSourceCommit?.commitId ?? ""), author: pull.createdBy?.name ?? "",
            labels: pull.labels?.map(\.name) ?? [],
            reviewers: (pull.reviewers ?? []).filter { $0.vote == 0 }.map(\.name),
            mergeability: state == .open ? mergeability(pull) : .ready)
    }

    private func mergeability(_ pull: AzurePull) -> Mergeability {
        if pull.isDraft == true { return .notYet(MergeBlock(.draft, "It is marked as a draft.")) }
        let words = pull.mergeFailureMessage.map { ": \($0.withoutStop)" } ?? ""
        let block: (MergeBlock.Cause, String)? =
            switch pull.mergeStatus {
            case "queued", "notSet", nil: (.computing, "Azure DevOps is still working out whether it can be merged.")
            case "conflicts": (.conflict, "It conflicts with \(pull.targetRefName.branchName).")
            case "rejectedByPolicy": (.rule, "A policy of \(pull.targetRefName.branchName) is not met yet\(words).")
            case "failure": (.rule, "Azure DevOps could not merge it\(words).")
            default: nil
            }
        return block.map { .notYet(MergeBlock($0.0, $0.1)) } ?? .ready
    }

    private func reviews(_ pull: AzurePull) -> [Review] {
        (pull.reviewers ?? []).compactMap { reviewer in
            guard let vote = reviewer.vote, vote != 0 else { return nil }
            return Review(account: reviewer.name, verdict: vote > 0 ? .approved : .changesRequested, at: nil, head: nil)
        }
    }
}
