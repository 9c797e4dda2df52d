import Foundation
import Promotion

extension Gitea {
    func create(_ draft: MergeRequestDraft) async throws(Problem) -> Creation {
        let branches = draft.branches
        let head = (branches.headRepository.map { "\($0.owner):" } ?? "") + branches.head
        return try await creation(
            HostCall(
                "POST", path(branches.repository, "pulls"),
                body: .of([
                    "head": .text(head), "base": .text(branches.base), "title": .text(draft.title),
                    "body": .text(draft.body),
                ]), for: "opening a merge request from \(branches.head) into \(branches.base)",
                expecting: [404, 409, 422])
        ) { answer async throws(Problem) in
            request(try answer.decoded(), in: branches.repository)
        } refused: { answer async throws(Problem) in
            if answer.status == 409 { return .exists(number: Self.number(in: answer.words)) }
            if answer.status == 404 { return try await notYet(branches, answer) }
            guard answer.words.lowercased().contains("no changes") else { throw refusal(answer) }
            return .nothing(in: branches)
        }
    }

    /// `pull request already exists for these targets [id: 41, issue_id: 7, …]`: what Gitea calls the id there is
    /// the number.
    static func number(in words: String) -> Int? {
        guard let start = words.range(of: "issue_id: ")?.upperBound else { return nil }
        return Int(words[start...].prefix { $0.isNumber })
    }

    func order(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        let reply = try await host.attempt(
            HostCall(
                "POST", path(id.repository, "pulls", "\(id.number)", "merge"),
                body: .of([
                    "Do": .text(order.method.rawValue), "head_commit_id": .text(order.head.hex),
                    "MergeTitleField": .optional(order.subject), "MergeMessageField": .optional(order.body),
                    "merge_when_checks_succeed": order.timing == .whenReady ? true : nil,
                ]), for: "merging \(id)", expecting: [404, 405, 409]))
        switch reply {
        case .lost(let problem): return .lost(problem)
        // 201: what was made is the order to do it later.
        case .answer(let answer) where answer.status == 201: return .queued(Self.waits)
        case .answer(let answer):
            return answer.isSuccess ? .merged(nil) : .refused(MergeBlock(words: answer.words, saying: "Gitea"))
        }
    }

    func sendClose(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            HostCall(
                "PATCH", path(id.repository, "pulls", "\(id.number)"), body: .object(["state": "closed"]),
                for: "closing \(id)", expecting: [404, 409, 412, 422]))
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
        if !change.addedLabels.isEmpty || !change.removedLabels.isEmpty { try await label(id, change) }
        if !change.addedReviewers.isEmpty {
            _ = try await host.send(
                HostCall(
                    "POST", path(id.repository, "pulls", "\(id.number)", "requested_reviewers"),
                    body: .object(["reviewers": .texts(change.addedReviewers)]), for: "asking for reviews of \(id)"))
        }
    }
}
