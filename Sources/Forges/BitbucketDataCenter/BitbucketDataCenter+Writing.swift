import Foundation
import Promotion

extension BitbucketDataCenter {
    func create(_ draft: MergeRequestDraft) async throws(Problem) -> Creation {
        let branches = draft.branches
        return try await creation(
            HostCall(
                "POST", path(branches.repository, "pull-requests"),
                body: .object([
                    "title": .text(draft.title), "description": .text(draft.body),
                    "fromRef": reference(branches.head, of: branches.headRepository ?? branches.repository),
                    "toRef": reference(branches.base, of: branches.repository),
                ]), for: "opening a merge request from \(branches.head) into \(branches.base)", expecting: [404, 409])
        ) { answer async throws(Problem) in
            request(try answer.decoded(), in: branches.repository)
        } refused: { answer async throws(Problem) in
            if answer.status == 404 { return try await notYet(branches, answer) }
            let words = answer.words.lowercased()
            if words.contains("only one pull request") { return .exists(number: nil) }
            guard words.contains("already merged") || words.contains("up-to-date") else { throw refusal(answer) }
            return .nothing(in: branches)
        }
    }

    private func reference(_ branch: String, of repository: ForgeRepository) -> JSONBody {
        .object([
            "id": .text("refs/heads/\(branch)"),
            "repository": .object([
                "slug": .text(repository.name), "project": .object(["key": .text(repository.owner)]),
            ]),
        ])
    }

    func order(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        guard let pull = try await pull(id), pull.state == "OPEN", pull.fromRef.latestCommit == order.head.hex else {
            return .refused(nil)
        }
        let isLater = order.timing == .whenReady
        let strategy =
            switch order.method {
            case .merge: "no-ff"
            case .squash: "squash"
            case .rebase: "rebase-ff-only"
            }
        let reply = try await host.attempt(
            HostCall(
                "POST", path(id.repository, "pull-requests", "\(id.number)", "merge"),
                query: [("version", "\(pull.version)")],
                body: .of([
                    "strategyId": .text(strategy), "message": .optional(order.message),
                    "autoMerge": isLater ? true : nil,
                ]), for: "merging \(id)", expecting: isLater ? [400, 403, 404, 409] : [400, 404, 409]))
        switch reply {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer) where answer.isSuccess:
            let state = try? answer.decoded(DataCenterPull.self).state
            return isLater && state == "OPEN" ? .queued(Self.waits) : .merged(nil)
        case .answer(let answer) where answer.status == 403:
            throw .permanent(
                "Bitbucket does not merge \(id) by itself\(said(answer.words)).",
                remedy: "Allow auto-merge in the repository's settings, or do not leave the merge to the host.")
        case .answer(let answer):
            // Changed since it was read: the same order may go again at once.
            if answer.words.contains("out-of-date") {
                return .refused(MergeBlock(.busy, "Bitbucket says: \(answer.words)"))
            }
            return .refused(MergeBlock(words: answer.words, saying: "Bitbucket"))
        }
    }

    func sendClose(_ id: MergeRequestID) async throws(Problem) {
        guard let pull = try await pull(id), pull.state == "OPEN" else { return }
        _ = try await host.send(
            HostCall(
                "POST", path(id.repository, "pull-requests", "\(id.number)", "decline"),
                query: [("version", "\(pull.version)")], for: "closing \(id)", expecting: [404, 409]))
    }

    /// Bitbucket takes the whole text and all reviewers at once, and refuses what was read before somebody else's change.
    func sendChange(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem) {
        guard change.title != nil || change.body != nil || !change.addedReviewers.isEmpty else { return }
        guard let pull = try await pull(id) else { throw absent(id) }
        let reviewers = Set(pull.reviewers?.map(\.user.name) ?? []).union(change.addedReviewers)
        let answer = try await host.send(
            HostCall(
                "PUT", path(id.repository, "pull-requests", "\(id.number)"),
                body: .of([
                    "version": .number(pull.version),
                    "title": .text(change.title ?? pull.title),
                    "description": .text(change.body ?? pull.description ?? ""),
                    "reviewers": .list(reviewers.sorted().map { .object(["user": .object(["name": .text($0)])]) }),
                ]), for: "changing \(id)", expecting: [409]))
        guard answer.isSuccess else {
            throw .transient("\(answer.place) failed: somebody else has changed it meanwhile\(said(answer.words)).")
        }
    }
}
