import Promotion

extension BitbucketCloud {
    func create(_ draft: MergeRequestDraft) async throws(Problem) -> Creation {
        let branches = draft.branches
        return try await creation(
            HostCall(
                "POST", path(branches.repository, "pullrequests"),
                body: .object([
                    "type": "pullrequest", "title": .text(draft.title), "summary": .object(["raw": .text(draft.body)]),
                    "source": end(branches.head, of: branches.headRepository),
                    "destination": end(branches.base, of: nil),
                ]), for: "opening a merge request from \(branches.head) into \(branches.base)", expecting: [400])
        ) { answer async throws(Problem) in
            try await request(try answer.decoded(), in: branches.repository)
        } refused: { answer async throws(Problem) in
            let words = answer.words.lowercased()
            if words.contains("no changes") { return .nothing(in: branches) }
            guard words.contains("branch not found") else { throw refusal(answer) }
            return try await notYet(branches, answer)
        }
    }

    private func end(_ branch: String, of repository: ForgeRepository?) -> JSONBody {
        .of([
            "branch": .object(["name": .text(branch)]),
            "repository": repository.map { .object(["full_name": .text($0.path)]) },
        ])
    }

    func order(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        guard let pull = try await pull(id), pull.state == "OPEN" else { return .refused(nil) }
        let home = branches(of: pull, in: id.repository).headRepository ?? id.repository
        let head = try await whole(pull.source.commit?.hash, in: home)
        guard head == order.head else { return .refused(nil) }
        let reply = try await host.attempt(
            HostCall(
                "POST", path(id.repository, "pullrequests", "\(id.number)", "merge"),
                body: .of([
                    "type": "pullrequest_merge_parameters",
                    "merge_strategy": .text(order.method == .squash ? "squash" : "merge_commit"),
                    "message": .optional(order.message), "close_source_branch": false,
                ]), for: "merging \(id)", expecting: [400, 403, 404, 409]))
        switch reply {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer):
            // 202: it goes on in the background; reading tells.
            return answer.isSuccess ? .merged(nil) : .refused(MergeBlock(words: answer.words, saying: "Bitbucket"))
        }
    }

    func sendClose(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            HostCall(
                "POST", path(id.repository, "pullrequests", "\(id.number)", "decline"), for: "closing \(id)",
                expecting: [400, 404, 409, 555]))
    }

    /// Bitbucket wants the title with every change.
    func sendChange(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem) {
        guard change.title != nil || change.body != nil else { return }
        guard let pull = try await pull(id) else { throw absent(id) }
        let body = change.body ?? pull.summary?.raw ?? pull.description ?? ""
        _ = try await host.send(
            HostCall(
                "PUT", path(id.repository, "pullrequests", "\(id.number)"),
                body: .object([
                    "type": "pullrequest",
                    "title": .text(change.title ?? pull.title),
                    "summary": .object(["raw": .text(body)]),
                ]), for: "changing the text of \(id)"))
    }
}
