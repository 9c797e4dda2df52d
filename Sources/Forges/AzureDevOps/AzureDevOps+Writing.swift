import Promotion

extension AzureDevOps {
    /// Azure DevOps opens pull requests that change nothing, so that is asked first.
    func create(_ draft: MergeRequestDraft) async throws(Problem) -> Creation {
        let branches = draft.branches
        guard branches.headRepository == nil else {
            throw .permanent(
                "Azure DevOps opens merge requests from forks by other calls, which are not made here.",
                remedy: "Push the branch to \(branches.repository) itself.")
        }
        if let reason = try await nothing(in: branches) { return reason }
        return try await creation(
            call(
                "POST", branches.repository, ["pullrequests"],
                body: .object([
                    "sourceRefName": .text("refs/heads/\(branches.head)"),
                    "targetRefName": .text("refs/heads/\(branches.base)"), "title": .text(draft.title),
                    "description": .text(draft.body),
                ]), for: "opening a merge request from \(branches.head) into \(branches.base)", expecting: [400, 409])
        ) { answer async throws(Problem) in
            request(try answer.decoded(), in: branches.repository)
        } refused: { answer async throws(Problem) in
            // `TF401179: An active pull request for the source and target branch already exists.`
            if answer.status == 409 { return .exists(number: nil) }
            // `TF401398: The pull request cannot be activated because the source and/or the target branch no longer exists`:
            // one of them is gone since they were compared.
            guard answer.words.contains("TF401398") else { throw refusal(answer) }
            return try await notYet(branches, answer)
        }
    }

    private func nothing(in branches: MergeRequestBranches) async throws(Problem) -> Creation? {
        struct Difference: Decodable { var aheadCount: Int? }
        let answer = try await host.send(
            call(
                "GET", branches.repository, ["diffs", "commits"],
                query: [
                    ("baseVersion", branches.base), ("baseVersionType", "branch"), ("targetVersion", branches.head),
                    ("targetVersionType", "branch"), ("$top", "1"),
                ], for: "comparing \(branches.head) with \(branches.base)", expecting: [400, 404]))
        guard answer.isSuccess else { return try await notYet(branches, answer) }
        return try answer.decoded(Difference.self).aheadCount == 0 ? .nothing(in: branches) : nil
    }

    func order(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        guard order.timing == .now else { return try await orderLater(id, order) }
        let reply = try await host.attempt(
            call(
                "PATCH", id.repository, ["pullrequests", "\(id.number)"],
                body: .object([
                    "status": "completed", "lastMergeSourceCommit": .object(["commitId": .text(order.head.hex)]),
                    "completionOptions": options(order),
                ]), for: "merging \(id)", expecting: [400, 403, 404, 409]))
        switch reply {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer):
            return answer.isSuccess ? .merged(nil) : .refused(MergeBlock(words: answer.words, saying: "Azure DevOps"))
        }
    }

    func options(_ order: MergeOrder) -> JSONBody {
        let strategy =
            switch order.method {
            case .merge: "noFastForward"
            case .squash: "squash"
            case .rebase: "rebase"
            }
        return .of([
            "mergeStrategy": .text(strategy), "deleteSourceBranch": false,
            "mergeCommitMessage": .optional(order.message),
        ])
    }

    func sendClose(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            call(
                "PATCH", id.repository, ["pullrequests", "\(id.number)"], body: .object(["status": "abandoned"]),
                for: "closing \(id)", expecting: [400, 403, 404, 409]))
    }

    func sendChange(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem) {
        if change.title != nil || change.body != nil {
            _ = try await host.send(
                call(
                    "PATCH", id.repository, ["pullrequests", "\(id.number)"],
                    body: .of([
                        "title": .optional(change.title),
                        "description": .optional(change.body),
                    ]), for: "changing the text of \(id)"))
        }
        for label in change.addedLabels.sorted() {
            _ = try await host.send(
                call(
                    "POST", id.repository, ["pullRequests", "\(id.number)", "labels"],
                    body: .object(["name": .text(label)]), for: "putting the label \(label) on \(id)"))
        }
        for label in change.removedLabels.sorted() {
            _ = try await host.send(
                call(
                    "DELETE", id.repository, ["pullRequests", "\(id.number)", "labels", label],
                    for: "taking the label \(label) off \(id)", expecting: [404]))
        }
    }
}
