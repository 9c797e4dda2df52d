import Promotion

/// Merging when all checks pass.
extension BitbucketDataCenter {
    static let waits = "Bitbucket merges it when all its merge checks pass."

    /// Why it waits for its merge; nil where nobody has ordered so for the head that it has now.
    func waiting(_ request: MergeRequest) async throws(Problem) -> String? {
        struct AutoMerge: Decodable { var fromHash: String? }
        let answer = try await host.send(
            HostCall(
                "GET", path(request.id.repository, "pull-requests", "\(request.id.number)", "auto-merge"),
                for: "reading what is to become of \(request.id)", expecting: [204, 404]))
        guard answer.status == 200, let ordered = try answer.decoded(AutoMerge.self).fromHash,
            ordered == request.head.hex
        else { return nil }
        if case .notYet(let block) = request.mergeability { return block.reason }
        return Self.waits
    }

    func sendCancel(_ id: MergeRequestID) async throws(Problem) {
        _ = try await host.send(
            HostCall(
                "DELETE", path(id.repository, "pull-requests", "\(id.number)", "auto-merge"),
                for: "telling Bitbucket not to merge \(id)", expecting: [404, 409]))
    }
}
