import Promotion

/// Comments are notes outside of any discussion, so that nobody has to resolve them.
extension GitLab {
    func account(in repository: ForgeRepository) async throws(Problem) -> String {
        try await host.account { () async throws(Problem) in
            let answer = try await host.send(HostCall("GET", ["user"], for: "asking for the token's account"))
            return "\(try answer.decoded(GitLabRequest.User.self).id)"
        }
    }

    func comments(
        of id: MergeRequestID, until isEnough: @escaping @Sendable (HostComment) -> Bool
    ) async throws(Problem) -> [HostComment] {
        let call = HostCall(
            "GET", path(id.repository, "merge_requests", "\(id.number)", "notes"),
            query: [("order_by", "created_at"), ("sort", "asc"), ("per_page", "100")],
            for: "reading the comments of \(id)")
        return try await host.pages(call, of: [GitLabNote].self, until: isEnough) { notes in
            notes.filter { $0.system != true }.map { HostComment($0) }
        }
    }

    func sendComment(_ text: String, on id: MergeRequestID) async throws(Problem) -> HostReply {
        try await host.attempt(
            HostCall(
                "POST", path(id.repository, "merge_requests", "\(id.number)", "notes"),
                body: .object(["body": .text(text)]), for: "commenting on \(id)"))
    }

    func sendComment(
        _ text: String, over comment: HostComment, on id: MergeRequestID
    ) async throws(Problem) -> HostAnswer {
        try await host.send(
            HostCall(
                "PUT", path(id.repository, "merge_requests", "\(id.number)", "notes", "\(comment.id)"),
                body: .object(["body": .text(text)]), for: "changing our comment on \(id)", expecting: [404]))
    }
}

struct GitLabNote: Decodable, Sendable {
    var id: Int
    var author: GitLabRequest.User?
    var body: String?
    /// What GitLab itself says of events.
    var system: Bool?
}

extension HostComment {
    init(_ note: GitLabNote) {
        self.init(id: note.id, author: note.author.map { "\($0.id)" } ?? "", text: note.body ?? "")
    }
}
