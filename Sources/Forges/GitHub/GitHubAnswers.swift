import Promotion

/// What GitHub's API answers of a pull request; lists leave out what only the single one has.
struct GitHubPull: Decodable, Sendable {
    struct User: Decodable, Sendable { var login: String }
    struct Label: Decodable, Sendable { var name: String }

    struct End: Decodable, Sendable {
        struct Repository: Decodable, Sendable { var fullName: String }
        var ref: String
        var sha: String
        /// Nil where the fork is gone.
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
    var draft: Bool?
    /// Nil while GitHub works it out, which asking for it begins.
    var mergeable: Bool?
    var mergeableState: String?
    var merged: Bool?
    var mergedAt: String?
    var mergedBy: User?
    /// Of an open one a trial merge, which nobody may take for the merge.
    var mergeCommitSha: String?
}

struct GitHubReview: Decodable, Sendable {
    var user: GitHubPull.User?
    var state: String
    var submittedAt: String?
    var commitId: String?
}

struct GitHubStatuses: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        var context: String
        var state: String
        var description: String?
        var targetUrl: String?
    }
    var statuses: [Entry]
}

struct GitHubRuns: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        struct Output: Decodable, Sendable { var title: String? }
        var name: String
        var status: String
        var conclusion: String?
        var htmlUrl: String?
        var output: Output?
    }
    var checkRuns: [Entry]
}

extension CommitStatus {
    init(_ entry: GitHubStatuses.Entry) {
        let state: State =
            switch entry.state {
            case "success": .success
            case "failure", "error": .failure
            default: .pending
            }
        self.init(name: entry.context, state: state, summary: entry.description ?? "", address: entry.targetUrl)
    }

    init(_ entry: GitHubRuns.Entry) {
        let state: State =
            switch (entry.status, entry.conclusion) {
            case ("completed", "success"): .success
            case ("completed", "neutral"), ("completed", "skipped"): .skipped
            case ("completed", _): .failure
            default: .pending
            }
        self.init(name: entry.name, state: state, summary: entry.output?.title ?? "", address: entry.htmlUrl)
    }
}
