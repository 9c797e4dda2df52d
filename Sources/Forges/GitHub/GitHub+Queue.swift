import Promotion

/// Merging when ready: auto-merge, and the merge queue where the base has one. Both are GraphQL's alone
/// (<https://docs.github.com/graphql/reference/mutations>).
extension GitHub {
    /// What GitHub has been told to do with an open pull request.
    struct Queue: Decodable, Sendable {
        struct Entry: Decodable, Sendable {
            var state: String
            var position: Int?
        }
        struct AutoMerge: Decodable, Sendable { var enabledAt: String? }

        /// What mutations call it.
        var id: String
        var state: String
        var headRefOid: String
        var mergeStateStatus: String
        var isMergeQueueEnabled: Bool
        var mergeQueueEntry: Entry?
        var autoMergeRequest: AutoMerge?

        /// Nothing stands in the way of a merge, or of the queue.
        var isReady: Bool { ["CLEAN", "HAS_HOOKS", "UNSTABLE"].contains(mergeStateStatus) }

        /// Why it is not merged yet; nil where nobody has ordered so.
        var waiting: String? {
            if let entry = mergeQueueEntry {
                let place = entry.position.map { " at place \($0)" } ?? ""
                return switch entry.state {
                case "UNMERGEABLE": "It is in the merge queue\(place), and cannot be merged there."
                case "AWAITING_CHECKS": "It is in the merge queue\(place), which waits for its checks."
                default: "It is in the merge queue\(place)."
                }
            }
            guard autoMergeRequest != nil else { return nil }
            return isMergeQueueEnabled
                ? "GitHub puts it into the merge queue when its rules allow."
                : "GitHub merges it when its rules allow."
        }
    }

    func queue(of id: MergeRequestID) async throws(Problem) -> Queue? {
        struct Answer: Decodable, Sendable {
            struct Repository: Decodable, Sendable { var pullRequest: Queue? }
            var repository: Repository?
        }
        let reply: GraphReply<Answer> = try await ask(
            """
            query($owner: String!, $name: String!, $number: Int!) {
              repository(owner: $owner, name: $name) {
                pullRequest(number: $number) {
                  id state headRefOid mergeStateStatus isMergeQueueEnabled
                  mergeQueueEntry { state position }
                  autoMergeRequest { enabledAt }
                }
              }
            }
            """,
            [
                "owner": .text(id.repository.owner), "name": .text(id.repository.name), "number": .number(id.number),
            ], isQuery: true, for: "reading what is to become of \(id)")
        switch reply {
        case .data(let answer): return answer.repository?.pullRequest
        case .refused(let words): throw .permanent("Reading what is to become of \(id) failed\(said(words)).")
        case .lost(let problem): throw problem
        }
    }

    func orderLater(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        guard let queue = try await queue(of: id), queue.state == "OPEN", queue.headRefOid == order.head.hex else {
            return .refused(nil)
        }
        if queue.mergeQueueEntry != nil { return .queued(queue.waiting ?? "") }
        if queue.isReady {
            return queue.isMergeQueueEnabled ? try await enqueue(queue, order, id) : try await orderNow(id, order)
        }
        if let waiting = queue.waiting { return .queued(waiting) }
        return try await enableAutoMerge(queue, order, id)
    }

    private func enqueue(_ queue: Queue, _ order: MergeOrder, _ id: MergeRequestID) async throws(Problem) -> MergeReply
    {
        let reply: GraphReply<Ignored> = try await ask(
            """
            mutation($id: ID!, $head: GitObjectID) {
              enqueuePullRequest(input: { pullRequestId: $id, expectedHeadOid: $head }) {
                mergeQueueEntry { state position }
              }
            }
            """, ["id": .text(queue.id), "head": .text(order.head.hex)], for: "putting \(id) into the merge queue")
        switch reply {
        case .data: return .queued("It is in the merge queue.")
        case .refused(let words): return .refused(MergeBlock(words: words, saying: "GitHub"))
        case .lost(let problem): return .lost(problem)
        }
    }

    private func enableAutoMerge(
        _ queue: Queue, _ order: MergeOrder, _ id: MergeRequestID
    ) async throws(Problem) -> MergeReply {
        var variables: [String: JSONBody?] = ["id": .text(queue.id), "head": .text(order.head.hex)]
        // A queue has its own method and texts.
        if !queue.isMergeQueueEnabled {
            variables["method"] = .text(order.method.rawValue.uppercased())
            variables["headline"] = .optional(order.subject)
            variables["body"] = .optional(order.body)
        }
        let reply: GraphReply<Ignored> = try await ask(
            """
            mutation(
              $id: ID!, $head: GitObjectID, $method: PullRequestMergeMethod, $headline: String, $body: String
            ) {
              enablePullRequestAutoMerge(input: {
                pullRequestId: $id, expectedHeadOid: $head, mergeMethod: $method, commitHeadline: $headline,
                commitBody: $body
              }) {
                pullRequest { autoMergeRequest { enabledAt } }
              }
            }
            """, variables.compactMapValues(\.self), for: "telling GitHub to merge \(id) when it is ready")
        switch reply {
        case .data:
            var told = queue
            told.autoMergeRequest = Queue.AutoMerge()
            return .queued(told.waiting ?? "")
        case .refused(let words):
            // It became ready since it was read.
            if words.contains("clean status") || words.contains("unstable status") {
                return try await orderNow(id, order)
            }
            guard !words.lowercased().contains("auto merge is not allowed") else {
                throw .permanent(
                    "GitHub does not merge \(id) by itself: \(words)",
                    remedy: "Allow auto-merge in the repository's settings, or do not leave the merge to the host.")
            }
            return .refused(MergeBlock(words: words, saying: "GitHub"))
        case .lost(let problem): return .lost(problem)
        }
    }

    func sendCancel(_ id: MergeRequestID) async throws(Problem) {
        guard let queue = try await queue(of: id) else { return }
        if queue.mergeQueueEntry != nil {
            try await change(
                "mutation($id: ID!) { dequeuePullRequest(input: { id: $id }) { mergeQueueEntry { state } } }", queue,
                for: "taking \(id) out of the merge queue")
        }
        if queue.autoMergeRequest != nil {
            try await change(
                """
                mutation($id: ID!) {
                  disablePullRequestAutoMerge(input: { pullRequestId: $id }) { pullRequest { id } }
                }
                """, queue, for: "telling GitHub not to merge \(id)")
        }
    }

    /// A change whose refusal shows itself when the pull request is read.
    private func change(_ mutation: String, _ queue: Queue, for purpose: String) async throws(Problem) {
        let reply: GraphReply<Ignored> = try await ask(mutation, ["id": .text(queue.id)], for: purpose)
        if case .lost(let problem) = reply { throw problem }
    }
}
