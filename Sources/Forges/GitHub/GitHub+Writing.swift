import Promotion

extension GitHub {
    func create(_ draft: MergeRequestDraft) async throws(Problem) -> Creation {
        let branches = draft.branches
        let head = (branches.headRepository.map { "\($0.owner):" } ?? "") + branches.head
        return try await creation(
            HostCall(
                "POST", path(branches.repository, "pulls"),
                body: .of([
                    "head": .text(head), "base": .text(branches.base), "title": .text(draft.title),
                    "body": .text(draft.body),
                ]), for: "opening a merge request from \(branches.head) into \(branches.base)", expecting: [422])
        ) { answer async throws(Problem) in
            request(try answer.decoded(), in: branches.repository)
        } refused: { answer async throws(Problem) in
            let words = answer.words.lowercased()
            if words.contains("already exists") { return .exists(number: nil) }
            if words.contains("no commits between") { return .nothing(in: branches) }
            guard words.contains("head invalid") || words.contains("base invalid") else { throw refusal(answer) }
            return try await notYet(branches, answer)
        }
    }

    func order(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        order.timing == .now ? try await orderNow(id, order) : try await orderLater(id, order)
    }

    func orderNow(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        struct Merge: Decodable { var sha: String }
        let reply = try await host.attempt(
            HostCall(
                "PUT", path(id.repository, "pulls", "\(id.number)", "merge"),
                body: .of([
                    "sha": .text(order.head.hex), "merge_method": .text(order.method.rawValue),
                    "commit_title": .optional(order.subject), "commit_message": .optional(order.body),
                ]), for: "merging \(id)", expecting: [404, 405, 409, 422]))
        switch reply {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer) where answer.isSuccess:
            guard let merge = try? answer.decoded(Merge.self) else { return .merged(nil) }
            // Who and when are read with the rest; the commit is what nobody may wait for.
            return .merged(Merged(commit: CommitID(hex: merge.sha)))
        case .answer(let answer): return .refused(MergeBlock(words: answer.words, saying: "GitHub"))
        }
    }

    func sendClose(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            HostCall(
                "PATCH", path(id.repository, "pulls", "\(id.number)"), body: .object(["state": "closed"]),
                for: "closing \(id)", expecting: [404, 422]))
    }

    func sendChange(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem) {
        if change.title != nil || change.body != nil {
            _ = try await host.send(
                HostCall(
                    "PATCH", path(id.repository, "pulls", "\(id.number)"),
                    body: .of([
                        "title": .optional(change.title),
                        "body": .optional(change.body),
                    ]), for: "changing the text of \(id)"))
        }
        let labels = path(id.repository, "issues", "\(id.number)", "labels")
        if !change.addedLabels.isEmpty {
            _ = try await host.send(
                HostCall("POST", labels, body: .object(["labels": .texts(change.addedLabels)]), for: "labelling \(id)"))
        }
        for label in change.removedLabels.sorted() {
            _ = try await host.send(
                HostCall("DELETE", labels + [label], for: "taking the label \(label) off \(id)", expecting: [404]))
        }
        if !change.addedReviewers.isEmpty {
            _ = try await host.send(
                HostCall(
                    "POST", path(id.repository, "pulls", "\(id.number)", "requested_reviewers"),
                    body: .object(["reviewers": .texts(change.addedReviewers)]), for: "asking for reviews of \(id)"))
        }
    }
}
