import Foundation
import HTTPTransport
import Promotion

extension Gitea {
    func find(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        if try await canAskForPairs() {
            switch try await pair(branches) {
            case .open(let request): return request
            case .none: return nil
            case .ended: break
            }
        }
        // Newest first, so that one that is in flight is found early.
        let call = HostCall(
            "GET", path(branches.repository, "pulls"), query: [("state", "open"), ("limit", "50"), ("page", "1")],
            for: "looking for the merge request of \(branches.head)")
        let pulls = try await host.list(call, of: GiteaPull.self) {
            self.request($0, in: branches.repository).branches == branches
        }
        return pulls.map { request($0, in: branches.repository) }.first { $0.branches == branches }
    }

    func glance(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        guard try await canAskForPairs(), case .open(let request) = try await pair(branches) else { return nil }
        return request
    }

    private enum Pair {
        case open(MergeRequest)
        /// The host names a merge request of these branches that is closed or merged, and hides any later one.
        case ended
        case none
    }

    private func pair(_ branches: MergeRequestBranches) async throws(Problem) -> Pair {
        let head = (branches.headRepository.map { "\($0.path):" } ?? "") + branches.head
        let answer = try await host.send(
            HostCall(
                "GET", path(branches.repository, "pulls", branches.base, head),
                for: "looking for the merge request of \(branches.head)", expecting: [404]))
        guard answer.isSuccess else {
            try await look(at: branches.repository)
            return .none
        }
        let request = request(try answer.decoded(), in: branches.repository)
        return request.isOpen && request.branches == branches ? .open(request) : .ended
    }

    func read(_ id: MergeRequestID, _ parts: MergeRequestParts) async throws(Problem) -> MergeRequest? {
        let answer = try await host.send(
            HostCall("GET", path(id.repository, "pulls", "\(id.number)"), for: "reading \(id)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: id.repository) }
        var request = request(try answer.decoded(), in: id.repository)
        if parts.contains(.reviews) { request.reviews = try await reviews(of: id) }
        if parts.contains(.checks) {
            request.checks = try await checks(on: request.head, of: id.repository)
            if request.mergeability == .ready, request.isOpen, let block = try await ruleBlock(request, parts) {
                request.mergeability = .notYet(block)
            }
        }
        if parts.contains(.queue), request.isOpen, try await isScheduled(id) { request.queued = Self.waits }
        return request
    }

    func request(_ pull: GiteaPull, in repository: ForgeRepository) -> MergeRequest {
        let state: MergeRequest.State =
            if pull.merged == true {
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
                repository: repository, base: pull.base.label, head: pull.head.label,
                headRepository: fork(pull.head.repo?.fullName, of: pull.base.repo?.fullName)),
            head: CommitID(hex: pull.head.sha), author: pull.user?.login ?? "", labels: pull.labels?.map(\.name) ?? [],
            reviewers: pull.requestedReviewers?.map(\.login) ?? [], mergeability: mergeability(pull))
    }

    /// Gitea says only whether: a merge request that was just opened or pushed to reads like one that conflicts.
    private func mergeability(_ pull: GiteaPull) -> Mergeability {
        if pull.draft == true || pull.title.hasPrefix("WIP:") || pull.title.hasPrefix("[WIP]") {
            return .notYet(MergeBlock(.draft, "Its title marks it as unfinished."))
        }
        guard pull.mergeable == false, pull.state == "open" else { return .ready }
        if let updated = pull.updatedAt.flatMap(InternetTime.parse), host.clock.now.timeIntervalSince(updated) < 120 {
            return .notYet(MergeBlock(.computing, "Gitea is still working out whether it can be merged."))
        }
        return .notYet(MergeBlock(.conflict, "Gitea cannot merge it into \(pull.base.label): they conflict."))
    }

    private func reviews(of id: MergeRequestID) async throws(Problem) -> [Review] {
        let call = HostCall(
            "GET", path(id.repository, "pulls", "\(id.number)", "reviews"), query: [("limit", "50"), ("page", "1")],
            for: "reading the reviews of \(id)")
        return lastWords(
            try await host.list(call, of: GiteaReview.self).compactMap { entry in
                guard let account = entry.user?.login else { return nil }
                let verdict: Review.Verdict? =
                    switch entry.state {
                    case "APPROVED": .approved
                    case "REQUEST_CHANGES": .changesRequested
                    default: nil
                    }
                guard let verdict else { return nil }
                let review = Review(
                    account: account, verdict: verdict, at: entry.submittedAt.flatMap(InternetTime.parse),
                    head: commit(entry.commitId))
                return (review, isVoid: entry.dismissed == true)
            })
    }

    /// Page by page: this list has no links to the next, and servers may be told to make pages smaller than was asked, but
    /// hardly smaller than their usual 30.
    private func checks(on commit: CommitID, of repository: ForgeRepository) async throws(Problem) -> [CommitStatus] {
        let purpose = "reading the checks on \(commit.short) of \(repository)"
        var found: [CommitStatus] = []
        for page in 1...host.limits.pages {
            let answer = try await host.send(
                HostCall(
                    "GET", path(repository, "commits", commit.hex, "status"),
                    query: [("limit", "50"), ("page", "\(page)")], for: purpose))
            let statuses = try answer.decoded(GiteaStatuses.self).statuses ?? []
            found += statuses.map { CommitStatus($0) }
            if statuses.count < 30 { return found.newest }
        }
        throw .permanent("\(purpose) failed: there are more than \(host.limits.pages) pages.")
    }

    /// What the base's protection still asks for. Gitea refuses the merge by itself; this only says why beforehand.
    private func ruleBlock(
        _ request: MergeRequest, _ parts: MergeRequestParts
    ) async throws(Problem) -> MergeBlock? {
        guard let base = try await branch(request.branches.base, in: request.id.repository) else { return nil }
        if base.enableStatusCheck == true {
            // A pattern is the host's to match.
            let names = (base.statusCheckContexts ?? []).filter { !$0.contains("*") }
            if let block = MergeBlock(required: names, in: request.checks) { return block }
        }
        let approvals = request.reviews.count { $0.verdict == .approved }
        if parts.contains(.reviews), let required = base.requiredApprovals, approvals < required {
            return MergeBlock(.approvalsMissing, "\(approvals) of \(required) approvals are there.")
        }
        return nil
    }
}
