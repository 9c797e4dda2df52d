import Promotion

/// What Gitea's API answers; anything may be null where it has nothing to say.
struct GiteaPull: Decodable, Sendable {
    struct User: Decodable, Sendable { var login: String }

    struct Label: Decodable, Sendable {
        var id: Int
        var name: String
    }

    struct End: Decodable, Sendable {
        struct Repository: Decodable, Sendable { var fullName: String }
        /// The branch's name; `ref` is `refs/pull/…` once the branch is gone.
        var label: String
        var sha: String
        var repo: Repository?
    }

    var number: Int
    var state: String
    var title: String
    var body: String?
    var htmlUrl: String
    var user: User?
    var labels: [Label]?
    var requestedReviewers: [User]?
    var head: End
    var base: End
    var mergeable: Bool?
    var merged: Bool?
    var mergedAt: String?
    var mergedBy: User?
    var mergeCommitSha: String?
    var updatedAt: String?
    var draft: Bool?
}

struct GiteaReview: Decodable, Sendable {
    var user: GiteaPull.User?
    var state: String
    var commitId: String?
    var submittedAt: String?
    var dismissed: Bool?
}

struct GiteaBranch: Decodable, Sendable {
    struct Commit: Decodable, Sendable { var id: String }
    var commit: Commit
    var enableStatusCheck: Bool?
    var statusCheckContexts: [String]?
    var requiredApprovals: Int?
}

struct GiteaStatuses: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        var context: String
        var status: String
        var description: String?
        var targetUrl: String?
    }
    var statuses: [Entry]?
}

extension CommitStatus {
    init(_ entry: GiteaStatuses.Entry) {
        let state: State =
            switch entry.status {
            case "success": .success
            case "error", "failure": .failure
            case "warning", "skipped": .skipped
            default: .pending
            }
        let address = entry.targetUrl.flatMap { $0.isEmpty ? nil : $0 }
        self.init(name: entry.context, state: state, summary: entry.description ?? "", address: address)
    }
}
