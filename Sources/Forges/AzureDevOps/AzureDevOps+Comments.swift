import Promotion

/// A comment is the first of a thread of its own, closed so that no policy waits for somebody to resolve it.
extension AzureDevOps {
    /// Each organization has its own number for an account.
    func account(in repository: ForgeRepository) async throws(Problem) -> String {
        struct Connection: Decodable {
            struct User: Decodable { var id: String }
            var authenticatedUser: User
        }
        let organization = Array(repository.steps.dropLast(2))
        return try await host.account(in: organization.joined(separator: "/")) { () async throws(Problem) in
            let answer = try await host.send(
                HostCall("GET", organization + ["_apis", "connectionData"], for: "asking for the token's account"))
            return try answer.decoded(Connection.self).authenticatedUser.id
        }
    }

    func comments(
        of id: MergeRequestID, until isEnough: @escaping @Sendable (HostComment) -> Bool
    ) async throws(Problem) -> [HostComment] {
        let answer = try await host.send(
            call(
                "GET", id.repository, ["pullRequests", "\(id.number)", "threads"], for: "reading the comments of \(id)")
        )
        return try answer.decoded(AzureList<AzureThread>.self).value.compactMap { thread in
            guard thread.isDeleted != true, let first = thread.comments?.first, first.isDeleted != true else {
                return nil
            }
            return HostComment(
                id: first.id, thread: thread.id, author: first.author?.id ?? "", text: first.content ?? "")
        }
    }

    func sendComment(_ text: String, on id: MergeRequestID) async throws(Problem) -> HostReply {
        try await host.attempt(
            call(
                "POST", id.repository, ["pullRequests", "\(id.number)", "threads"],
                body: .object([
                    "comments": .list([
                        .object(["parentCommentId": .number(0), "content": .text(text), "commentType": "text"])
                    ]), "status": "closed",
                ]), for: "commenting on \(id)"))
    }

    func sendComment(
        _ text: String, over comment: HostComment, on id: MergeRequestID
    ) async throws(Problem) -> HostAnswer {
        try await host.send(
            call(
                "PATCH", id.repository,
                ["pullRequests", "\(id.number)", "threads", "\(comment.thread ?? 0)", "comments", "\(comment.id)"],
                body: .object(["content": .text(text)]), for: "changing our comment on \(id)", expecting: [404]))
    }
}

struct AzureThread: Decodable, Sendable {
    struct Comment: Decodable, Sendable {
        struct Author: Decodable, Sendable { var id: String? }
        var id: Int
        var author: Author?
        var content: String?
        var isDeleted: Bool?
    }

    var id: Int
    var comments: [Comment]?
    var isDeleted: Bool?
}
