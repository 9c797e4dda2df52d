import Foundation
import Promotion

/// What Bitbucket Data Center answers of a pull request.
struct DataCenterPull: Decodable, Sendable {
    struct User: Decodable, Sendable { var name: String }

    struct Participant: Decodable, Sendable {
        var user: User
        var status: String?
        var lastReviewedCommit: String?
    }

    struct Reference: Decodable, Sendable {
        struct Repository: Decodable, Sendable {
            struct Project: Decodable, Sendable { var key: String }
            var slug: String
            var project: Project
        }
        var id: String
        var latestCommit: String?
        var repository: Repository

        var branch: String { id.branchName }
        var path: String { "\(repository.project.key)/\(repository.slug)" }
    }

    var id: Int
    var version: Int
    var title: String
    var description: String?
    var state: String
    var draft: Bool?
    var fromRef: Reference
    var toRef: Reference
    var author: Participant?
    var reviewers: [Participant]?
}

/// Something that happened to a pull request.
struct DataCenterActivity: Decodable, Sendable {
    struct Commit: Decodable, Sendable { var id: String }
    var action: String
    /// Milliseconds since 1970.
    var createdDate: Double?
    var user: DataCenterPull.User?
    /// Of a merge.
    var commit: Commit?
    /// Of a comment, as it is now.
    var comment: Comment?

    struct Comment: Decodable, Sendable {
        var id: Int
        var version: Int?
        var text: String?
        var author: DataCenterPull.User?
    }
}

struct DataCenterMergeability: Decodable, Sendable {
    struct Veto: Decodable, Sendable {
        var summaryMessage: String?
        var detailedMessage: String?
    }
    var conflicted: Bool?
    var vetoes: [Veto]?
}

struct DataCenterBuild: Decodable, Sendable {
    var key: String
    var state: String
    var description: String?
    var url: String?
}

extension CommitStatus {
    init(_ build: DataCenterBuild) {
        let state: State =
            switch build.state {
            case "SUCCESSFUL": .success
            case "FAILED": .failure
            case "CANCELLED": .skipped
            default: .pending
            }
        self.init(name: build.key, state: state, summary: build.description ?? "", address: build.url)
    }
}
