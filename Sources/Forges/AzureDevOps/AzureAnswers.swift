import Promotion

/// What Azure DevOps answers of a pull request.
struct AzurePull: Decodable, Sendable {
    struct Commit: Decodable, Sendable { var commitId: String }
    struct Label: Decodable, Sendable { var name: String }

    struct User: Decodable, Sendable {
        var uniqueName: String?
        var displayName: String?
        /// Of a reviewer: 10 approved, 5 approved with suggestions, 0 none, -5 waits for the author, -10 rejected.
        var vote: Int?

        var name: String { uniqueName ?? displayName ?? "" }
    }

    struct Account: Decodable, Sendable { var id: String? }

    struct Fork: Decodable, Sendable {
        struct Repository: Decodable, Sendable {
            struct Project: Decodable, Sendable { var name: String }
            var name: String
            var project: Project?
        }
        var repository: Repository?
    }

    var pullRequestId: Int
    var status: String
    var title: String
    var description: String?
    var sourceRefName: String
    var targetRefName: String
    var isDraft: Bool?
    var mergeStatus: String?
    var mergeFailureMessage: String?
    var createdBy: User?
    var closedBy: User?
    /// Who told the host to complete it by itself.
    var autoCompleteSetBy: Account?
    var closedDate: String?
    var labels: [Label]?
    var reviewers: [User]?
    var forkSource: Fork?
    /// The head; nil until the host has looked at it.
    var lastMergeSourceCommit: Commit?
    /// Of a completed one the merge, of an open one a trial.
    var lastMergeCommit: Commit?
}

struct AzureStatus: Decodable, Sendable {
    struct Context: Decodable, Sendable {
        var name: String
        var genre: String?
    }
    var state: String
    var description: String?
    var targetUrl: String?
    var context: Context
}

extension CommitStatus {
    init(_ entry: AzureStatus) {
        let state: State =
            switch entry.state {
            case "succeeded": .success
            case "failed", "error": .failure
            case "notApplicable": .skipped
            default: .pending
            }
        let genre = entry.context.genre.map { $0.isEmpty ? "" : $0 + "/" } ?? ""
        self.init(
            name: genre + entry.context.name, state: state, summary: entry.description ?? "", address: entry.targetUrl)
    }
}
