import Promotion

/// Merging when the checks succeed. Only what happened to the pull request tells whether that was ordered.
extension Gitea {
    static let waits = "Gitea merges it when its checks have succeeded."

    func isScheduled(_ id: MergeRequestID) async throws(Problem) -> Bool {
        struct Event: Decodable, Sendable { var type: String? }
        let call = HostCall(
            "GET", path(id.repository, "issues", "\(id.number)", "timeline"), query: [("limit", "50"), ("page", "1")],
            for: "reading what is to become of \(id)")
        let events = try await host.list(call, of: Event.self)
        return events.last { $0.type == "pull_scheduled_merge" || $0.type == "pull_cancel_scheduled_merge" }?.type
            == "pull_scheduled_merge"
    }

    func sendCancel(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            HostCall(
                "DELETE", path(id.repository, "pulls", "\(id.number)", "merge"),
                for: "telling Gitea not to merge \(id)", expecting: [404]))
    }
}
