import Promotion

extension BitbucketCloud {
    /// An access token of a repository, project or workspace stands for an account that `/user` does not tell: what it
    /// writes is an app's, and apps are told from people.
    func account(in repository: ForgeRepository) async throws(Problem) -> String {
        try await host.account { () async throws(Problem) in
            let answer = try await host.send(
                HostCall("GET", ["user"], for: "asking for the token's account", expecting: [401, 403]))
            return answer.isSuccess ? try answer.decoded(CloudComment.User.self).key : CloudComment.User.app
        }
    }

    func comments(
        of id: MergeRequestID, until isEnough: @escaping @Sendable (HostComment) -> Bool
    ) async throws(Problem) -> [HostComment] {
        let call = HostCall(
            "GET", path(id.repository, "pullrequests", "\(id.number)", "comments"), query: [("pagelen", "100")],
            for: "reading the comments of \(id)")
        return try await host.pages(
            call, of: CloudPage<CloudComment>.self, until: isEnough, next: { $0.next },
            items: { page in page.values.filter { $0.deleted != true }.map { HostComment($0) } })
    }

    func sendComment(_ text: String, on id: MergeRequestID) async throws(Problem) -> HostReply {
        try await host.attempt(
            HostCall(
                "POST", path(id.repository, "pullrequests", "\(id.number)", "comments"), body: content(text),
                for: "commenting on \(id)"))
    }

    func sendComment(
        _ text: String, over comment: HostComment, on id: MergeRequestID
    ) async throws(Problem) -> HostAnswer {
        try await host.send(
            HostCall(
                "PUT", path(id.repository, "pullrequests", "\(id.number)", "comments", "\(comment.id)"),
                body: content(text), for: "changing our comment on \(id)", expecting: [404]))
    }

    private func content(_ text: String) -> JSONBody {
        .object(["type": "pullrequest_comment", "content": .object(["raw": .text(text)])])
    }
}

struct CloudComment: Decodable, Sendable {
    struct User: Decodable, Sendable {
        static let app = "app_user"
        var type: String?
        var uuid: String?

        var key: String { type == Self.app ? Self.app : uuid ?? "" }
    }

    struct Content: Decodable, Sendable { var raw: String? }

    var id: Int
    var user: User?
    var content: Content?
    /// Deleted ones stay in the list, without their words.
    var deleted: Bool?
}

extension HostComment {
    init(_ comment: CloudComment) {
        self.init(id: comment.id, author: comment.user?.key ?? "", text: comment.content?.raw ?? "")
    }
}
