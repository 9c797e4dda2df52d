/// A run of a workflow.
struct GitHubRun: Decodable, Sendable, Hashable {
    var id: Int
    /// What its `run-name` makes of it; of old servers only `name` is known.
    var displayTitle: String?
    var name: String?
    var headSha: String
    var headBranch: String?
    var event: String
    var status: String?
    var conclusion: String?
    /// How often it was tried, counted from one.
    var runAttempt: Int?
    var htmlUrl: String?

    /// Whether its title shows a text.
    func shows(_ text: String) -> Bool { displayTitle?.contains(text) == true || name?.contains(text) == true }
}

struct GitHubRuns: Decodable, Sendable { var workflowRuns: [GitHubRun] }

/// A job of a run's newest try.
struct GitHubJob: Decodable, Sendable, Hashable {
    var id: Int
    var name: String
    var status: String
    var conclusion: String?
}

struct GitHubJobs: Decodable, Sendable { var jobs: [GitHubJob] }

/// A deployment environment that holds a run back.
struct GitHubPendingDeployment: Decodable, Sendable, Hashable {
    struct Environment: Decodable, Sendable, Hashable {
        var id: Int?
        var name: String?
    }

    struct Reviewer: Decodable, Sendable, Hashable {
        struct Account: Decodable, Sendable, Hashable {
            var login: String?
            var name: String?
        }

        var type: String?
        var reviewer: Account?

        /// `alice`, `team sre`
        var text: String? { type == "Team" ? reviewer?.name.map { "team \($0)" } : reviewer?.login }
    }

    var environment: Environment
    /// Minutes.
    var waitTimer: Int?
    var currentUserCanApprove: Bool?
    var reviewers: [Reviewer]?
}

/// A notice that a job has left.
struct GitHubAnnotation: Decodable, Sendable {
    var title: String?
    var message: String?
}

/// What is answered to a dispatch that asked for its run.
struct GitHubDispatched: Decodable, Sendable { var workflowRunId: Int }
