import Promotion

extension GitLab {
    /// GitLab opens merge requests for branches that do not exist and for none that change anything, so that is asked first.
    func create(_ draft: MergeRequestDraft) async throws(Problem) -> Creation {
        let branches = draft.branches
        if branches.headRepository == nil, let reason = try await nothing(in: branches) { return reason }
        let target = branches.headRepository == nil ? nil : try await project(branches.repository)
        return try await creation(
            HostCall(
                "POST", path(branches.headRepository ?? branches.repository, "merge_requests"),
                body: .of([
                    "source_branch": .text(branches.head), "target_branch": .text(branches.base),
                    "title": .text(draft.title), "description": .text(draft.body),
                    "target_project_id": target.map { .number($0) },
                ]), for: "opening a merge request from \(branches.head) into \(branches.base)", expecting: [409])
        ) { answer async throws(Problem) in
            request(try answer.decoded(), branches)
        } refused: { answer async throws(Problem) in
            // `Another open merge request already exists for this source branch: !5`
            guard answer.words.contains("already exists") else { throw refusal(answer) }
            let digits = answer.words.split(separator: "!").last?.prefix { $0.isNumber }
            return .exists(number: digits.flatMap { Int($0) })
        }
    }

    private func nothing(in branches: MergeRequestBranches) async throws(Problem) -> Creation? {
        struct Comparison: Decodable {
            struct Commit: Decodable { var id: String }
            var commits: [Commit]
        }
        let answer = try await host.send(
            HostCall(
                "GET", path(branches.repository, "repository", "compare"),
                query: [("from", branches.base), ("to", branches.head)],
                for: "comparing \(branches.head) with \(branches.base)", expecting: [404]))
        guard answer.isSuccess else { return try await notYet(branches, answer) }
        return try answer.decoded(Comparison.self).commits.isEmpty ? .nothing(in: branches) : nil
    }

    func order(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        if order.timing == .whenReady, try await usesTrains(id.repository) { return try await board(id, order) }
        let isLater: JSONBody? = order.timing == .whenReady ? true : nil
        let reply = try await host.attempt(
            HostCall(
                "PUT", path(id.repository, "merge_requests", "\(id.number)", "merge"),
                body: .of([
                    "sha": .text(order.head.hex), "squash": .flag(order.method == .squash),
                    // An empty message is refused.
                    "merge_commit_message": .optional(order.message),
                    "squash_commit_message": order.method == .squash ? .optional(order.message) : nil,
                    // The second name is that of GitLab before 17.11.
                    "auto_merge": isLater, "merge_when_pipeline_succeeds": isLater,
                ]), for: "merging \(id)",
                // 401 is also what GitLab answers to an account that may not merge: reading tells the two apart.
                expecting: [401, 404, 405, 409, 422]))
        switch reply {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer) where answer.isSuccess:
            guard let entry = try? answer.decoded(GitLabRequest.self) else { return .merged(nil) }
            if entry.state == "merged" { return .merged(merged(entry)) }
            let isQueued = entry.mergeWhenPipelineSucceeds == true
            return isQueued ? .queued("GitLab merges it when its pipeline has succeeded.") : .merged(nil)
        case .answer(let answer) where answer.status == 401:
            return .refused(
                MergeBlock(.rule, "The token's account may not merge into this branch\(said(answer.words))."))
        case .answer(let answer):
            let isNews = !answer.words.isEmpty && !answer.words.hasPrefix("405 ")
            return .refused(isNews ? MergeBlock(words: answer.words, saying: "GitLab") : nil)
        }
    }

    func sendClose(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            HostCall(
                "PUT", path(id.repository, "merge_requests", "\(id.number)"),
                body: .object(["state_event": "close"]), for: "closing \(id)", expecting: [404, 405, 409, 422]))
    }

    func sendChange(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem) {
        guard change != MergeRequestChange() else { return }
        let reviewers = change.addedReviewers.isEmpty ? nil : try await reviewers(of: id, with: change.addedReviewers)
        _ = try await host.send(
            HostCall(
                "PUT", path(id.repository, "merge_requests", "\(id.number)"),
                body: .of([
                    "title": .optional(change.title),
                    "description": .optional(change.body),
                    "add_labels": names(change.addedLabels), "remove_labels": names(change.removedLabels),
                    "reviewer_ids": reviewers.map { .list($0.sorted().map { .number($0) }) },
                ]), for: "changing \(id)"))
    }

    private func names(_ names: Set<String>) -> JSONBody? { names.isEmpty ? nil : .texts(names) }

    /// The numbers of those who are asked already, and of `names`: GitLab takes the whole list.
    private func reviewers(of id: MergeRequestID, with names: Set<String>) async throws(Problem) -> Set<Int> {
        let asked = try await entry(id)?.reviewers ?? []
        var numbers = Set(asked.map(\.id))
        for name in names.subtracting(asked.map(\.username)).sorted() {
            let users: [GitLabRequest.User] = try await host.send(
                HostCall("GET", ["users"], query: [("username", name)], for: "looking for the account \(name)")
            ).decoded()
            guard let user = users.first(where: { $0.username.lowercased() == name.lowercased() }) else {
                throw .permanent("GitLab has no account \(name) to review \(id).", remedy: "Check the reviewer's name.")
            }
            numbers.insert(user.id)
        }
        return numbers
    }
}
