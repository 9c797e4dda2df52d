import Foundation
import HTTPTransport
import Promotion

/// The list of comments is one for each file: those on the whole are found among what happened, newest first.
extension BitbucketDataCenter {
    /// No call tells the token's account, but every answer names it.
    func account(in repository: ForgeRepository) async throws(Problem) -> String {
        try await host.account { () async throws(Problem) in
            let answer = try await host.send(
                HostCall("GET", ["api", "latest", "application-properties"], for: "asking for the token's account"))
            guard let name = answer.response.headers["X-AUSERNAME"], !name.isEmpty else {
                throw .permanent(
                    "\(answer.place) failed: Bitbucket does not say whose token it is.",
                    remedy: "Let the field X-AUSERNAME of its answers through the proxy before it.")
            }
            return name.removingPercentEncoding ?? name
        }
    }

    func comments(
        of id: MergeRequestID, until isEnough: @escaping @Sendable (HostComment) -> Bool
    ) async throws(Problem) -> [HostComment] {
        let call = HostCall(
            "GET", path(id.repository, "pull-requests", "\(id.number)", "activities"), query: [("limit", "500")],
            for: "reading the comments of \(id)")
        return try await host.pages(
            call, of: BitbucketPage<DataCenterActivity>.self, until: isEnough, next: { self.next($0, of: call) },
            items: { page in page.values.compactMap { $0.comment.map { HostComment($0) } } })
    }

    func sendComment(_ text: String, on id: MergeRequestID) async throws(Problem) -> HostReply {
        try await host.attempt(
            HostCall(
                "POST", path(id.repository, "pull-requests", "\(id.number)", "comments"),
                body: .object(["text": .text(text)]), for: "commenting on \(id)"))
    }

    func sendComment(
        _ text: String, over comment: HostComment, on id: MergeRequestID
    ) async throws(Problem) -> HostAnswer {
        try await host.send(
            HostCall(
                "PUT", path(id.repository, "pull-requests", "\(id.number)", "comments", "\(comment.id)"),
                body: .of(["text": .text(text), "version": comment.version.map { .number($0) }]),
                for: "changing our comment on \(id)", expecting: [404, 409]))
    }
}

extension HostComment {
    init(_ comment: DataCenterActivity.Comment) {
        self.init(
            id: comment.id, author: comment.author?.name ?? "", text: comment.text ?? "", version: comment.version)
    }
}
