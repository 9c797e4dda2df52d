import Promotion

/// What Bitbucket Cloud answers of a pull request.
struct CloudPull: Decodable, Sendable {
    struct Commit: Decodable, Sendable { var hash: String }

    struct User: Decodable, Sendable {
        var nickname: String?
        var displayName: String?

        var name: String { nickname ?? displayName ?? "" }
    }

    struct End: Decodable, Sendable {
        struct Branch: Decodable, Sendable { var name: String }
        struct Repository: Decodable, Sendable { var fullName: String }
        var branch: Branch
        /// Nil where the branch or the fork is gone.
        var commit: Commit?
        var repository: Repository?
    }

    struct Participant: Decodable, Sendable {
        var user: User
        var role: String?
        var approved: Bool?
        /// `approved`, `changes_requested` or nil.
        var state: String?
        var participatedOn: String?
    }

    var id: Int
    var title: String
    var summary: Summary?
    var description: String?
    var state: String
    var draft: Bool?
    var source: End
    var destination: End
    var author: User?
    var mergeCommit: Commit?
    var closedBy: User?
    var updatedOn: String?
    var participants: [Participant]?

    struct Summary: Decodable, Sendable { var raw: String? }
}

struct CloudStatus: Decodable, Sendable {
    var key: String
    var name: String?
    var state: String
    var description: String?
    var url: String?
}

extension CommitStatus {
    init(_ entry: CloudStatus) {
        let state: State =
            switch entry.state {
            case "SUCCESSFUL": .success
            case "FAILED": .failure
            case "STOPPED": .skipped
            default: .pending
            }
        let name = entry.name.flatMap { $0.isEmpty ? nil : $0 } ?? entry.key
        self.init(name: name, state: state, summary: entry.description ?? "", address: entry.url)
    }
}
