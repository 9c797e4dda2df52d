import Promotion

/// What GitLab's API answers of a merge request.
struct GitLabRequest: Decodable, Sendable {
    struct User: Decodable, Sendable {
        var id: Int
        var username: String
    }

    var iid: Int
    var state: String
    var title: String
    var description: String?
    var webUrl: String
    var author: User?
    var labels: [String]?
    var reviewers: [User]?
    var sourceBranch: String
    var targetBranch: String
    var sourceProjectId: Int?
    var targetProjectId: Int?
    /// The head; nil where the branch never had a commit.
    var sha: String?
    var mergeCommitSha: String?
    var squashCommitSha: String?
    var mergedAt: String?
    var mergedBy: User?
    var mergeUser: User?
    var detailedMergeStatus: String?
    var mergeWhenPipelineSucceeds: Bool?
}

struct GitLabApprovals: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        var user: GitLabRequest.User
        /// Newer than most servers.
        var approvedAt: String?
    }
    var approvedBy: [Entry]?
}

struct GitLabStatus: Decodable, Sendable {
    var name: String
    var status: String
    var description: String?
    var targetUrl: String?
}

extension CommitStatus {
    init(_ entry: GitLabStatus) {
        let state: State =
            switch entry.status {
            case "success": .success
            case "failed": .failure
            case "canceled", "skipped", "manual": .skipped
            default: .pending
            }
        self.init(name: entry.name, state: state, summary: entry.description ?? "", address: entry.targetUrl)
    }
}

extension Mergeability {
    /// `detailed_merge_status` (<https://docs.gitlab.com/api/merge_requests/#merge-status>); one that is new to us is a rule.
    init(gitLab status: String?, base: String) {
        let block: (MergeBlock.Cause, String)? =
            switch status {
            case "mergeable", nil: nil
            case "checking", "unchecked", "preparing", "approvals_syncing":
                (.computing, "GitLab is still working out whether it can be merged.")
            case "conflict", "broken_status": (.conflict, "It conflicts with \(base).")
            case "need_rebase": (.behind, "It must be rebased on \(base) first.")
            case "draft_status": (.draft, "It is marked as a draft.")
            case "ci_still_running": (.checksPending, "Its pipeline is still running.")
            case "ci_must_pass": (.checksPending, "Its pipeline must succeed, and has not.")
            case "status_checks_must_pass", "external_status_checks":
                (.checksPending, "An external status check must pass first.")
            case "not_approved": (.approvalsMissing, "It lacks approvals that the project asks for.")
            case "requested_changes": (.changesRequested, "A reviewer has asked for changes.")
            case "discussions_not_resolved": (.discussionsOpen, "It has threads that nobody has resolved.")
            case let other?: (.rule, "GitLab does not merge it: \(other.split(separator: "_").joined(separator: " ")).")
            }
        self = block.map { .notYet(MergeBlock($0.0, $0.1)) } ?? .ready
    }
}
