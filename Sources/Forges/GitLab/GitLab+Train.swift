import Promotion

/// Merge trains: what merges one after another, each tested on top of those before it
/// (<https://docs.gitlab.com/api/merge_trains/>).
extension GitLab {
    /// Where the project has trains, a merge past them would break what runs on them.
    func usesTrains(_ repository: ForgeRepository) async throws(Problem) -> Bool {
        struct Project: Decodable { var mergeTrainsEnabled: Bool? }
        let answer = try await host.send(HostCall("GET", path(repository), for: "looking at \(repository)"))
        return try answer.decoded(Project.self).mergeTrainsEnabled == true
    }

    /// On the train now, or as soon as its checks pass.
    func board(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply {
        let reply = try await host.attempt(
            HostCall(
                "POST", path(id.repository, "merge_trains", "merge_requests", "\(id.number)"),
                body: .object([
                    "sha": .text(order.head.hex), "squash": .flag(order.method == .squash), "auto_merge": true,
                ]), for: "putting \(id) on the merge train", expecting: [400, 403, 404, 409]))
        switch reply {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer) where answer.isSuccess:
            return .queued(
                answer.status == 202 ? "It gets on the merge train when its checks pass." : "It is on the merge train.")
        case .answer(let answer): return .refused(MergeBlock(words: answer.words, saying: "GitLab"))
        }
    }

    /// How it stands on the train; nil where it is on none.
    func train(of id: MergeRequestID) async throws(Problem) -> String? {
        struct Car: Decodable { var status: String }
        let answer = try await host.send(
            HostCall(
                "GET", path(id.repository, "merge_trains", "merge_requests", "\(id.number)"),
                for: "looking at the merge train of \(id)", expecting: [403, 404]))
        guard answer.isSuccess else { return nil }
        return "It is on the merge train (\(try answer.decoded(Car.self).status))."
    }

    func sendCancel(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            HostCall(
                "POST",
                path(id.repository, "merge_requests", "\(id.number)", "cancel_merge_when_pipeline_succeeds"),
                for: "telling GitLab not to merge \(id)", expecting: [404, 405, 406]))
    }
}
