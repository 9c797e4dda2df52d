import Promotion

/// Comments of a pull request are those of its issue.
extension GitHub {
    func account(in repository: ForgeRepository) async throws(Problem) -> String {
        try await host.account { () async throws(Problem) in
            let answer = try await host.send(HostCall("GET", ["user"], for: "asking for the token's account"))
            return try answer.decoded(GitHubPull.User.self).login
        }
    }

    func comments(
        of id: MergeRequestID, until isEnough: @escaping @Sendable (HostComment) -> Bool
    ) async throws(Problem) -> [HostComment] {
        let call = HostCall(
            "GET", path(id.repository, "issues", "\(id.number)", "comments"), query: [("per_page", "100")],
            for: "reading the comments of \(id)")
        return try await host.pages(call, of: [GitHubComment].self, until: isEnough) { $0.map { HostComment($0) } }
    }

    func sendComment(_ text: String, on id: MergeRequestID) async throws(Problem) -> HostReply {
        try await host.attempt(
            HostCall(
                "POST", path(id.repository, "issues", "\(id.number)", "comments"), body: .object(["body": .text(text)]),
                for: "commenting on \(id)"))
    }

    func sendComment(
        _ text: String, over comment: HostComment, on id: MergeRequestID
    ) async throws(Problem) -> HostAnswer {
        try await host.send(
            HostCall(
                "PATCH", path(id.repository, "issues", "comments", "\(comment.id)"),
                body: .object(["body": .text(text)]), for: "changing our comment on \(id)", expecting: [404]))
    }
}

struct GitHubComment: Decodable, Sendable {
    var id: Int
    /// Nil where the account is gone.
    var user: GitHubPull.User?
    var body: String?
}

extension HostComment {
    init(_ comment: GitHubComment) {
        self.init(id: comment.id, author: comment.user?.login ?? "", text: comment.body ?? "")
    }
}
