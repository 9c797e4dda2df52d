/// One run with its jobs and what holds it back, and what they mean for what a definition asks for. Pure.
///
/// Statuses and conclusions are those of GitHub's REST API, "Workflow runs".
struct GitHubRunLook: Sendable {
    var run: GitHubRun
    var jobs: [GitHubJob] = []
    var pending: [GitHubPendingDeployment] = []
    /// Environments that Sluice approves.
    var approve: [String] = []
    /// Jobs that must have succeeded.
    var required: [String] = []

    /// What Sluice is to approve now, and may.
    var approvable: [GitHubPendingDeployment] {
        guard run.status == "waiting" else { return [] }
        return pending.filter { isOurs($0) && $0.currentUserCanApprove == true && $0.environment.id != nil }
    }

    private func isOurs(_ deployment: GitHubPendingDeployment) -> Bool {
        deployment.environment.name.map(approve.contains) ?? false
    }

    /// Whether it has ended, and is no success: it may be tried again.
    var hasEndedBadly: Bool { run.status == "completed" && run.conclusion != "success" }

    var verdict: RunVerdict {
        switch run.status {
        case "requested": .progressing("\(name) was requested")
        case "queued": .progressing("\(name) waits for a runner")
        case "pending": .progressing("\(name) waits for another run of its `concurrency` group")
        case "waiting": .waiting("\(name) waits for \(holders)\(address)")
        case "in_progress": .progressing("\(name) is running")
        case "completed": conclusion
        case .some(let other): .progressing("\(name) is \(other.words(limit: 40))")
        case nil: .progressing("\(name) has no status yet")
        }
    }

    private var conclusion: RunVerdict {
        switch run.conclusion {
        case "success": success
        case "failure": .ended("\(name) failed\(failures)\(address)")
        case "cancelled": .ended("\(name) was cancelled\(address)")
        case "skipped": .ended("\(name) was skipped: nothing of it has run\(address)")
        case "timed_out": .ended("\(name) took longer than it may\(failures)\(address)")
        case "action_required": .waiting("\(name) waits until somebody lets it run on GitHub\(address)")
        case "stale": .ended("\(name) was given up by GitHub, as it did not end in time\(address)")
        case "neutral": .ended("\(name) ended as neutral, which proves nothing\(address)")
        case "startup_failure": .ended("\(name) could not start: the workflow's file is not valid\(address)")
        case let other: .ended("\(name) ended as \(other?.words(limit: 40) ?? "nothing")\(address)")
        }
    }

    /// A run is a success with jobs that were left out, so that those that count are looked at.
    private var success: RunVerdict {
        for wanted in required {
            guard let job = jobs.last(where: { $0.name == wanted }) else {
                return .ended("\(name) succeeded without a job `\(wanted)`\(address)")
            }
            guard job.conclusion == "success" else {
                let ending = job.conclusion?.words(limit: 40) ?? job.status.words(limit: 40)
                return .ended("\(name) succeeded, but its job `\(wanted)` ended as \(ending)\(address)")
            }
        }
        return .succeeded
    }

    /// `run 12`, `run 12 (attempt 2)`
    var name: String { "run \(run.id)" + (run.runAttempt.map { $0 > 1 ? " (attempt \($0))" : "" } ?? "") }

    private var address: String { run.htmlUrl.map { " (\($0.words(limit: 200)))" } ?? "" }

    private var failures: String {
        let failed = jobs.filter { ["failure", "timed_out", "startup_failure"].contains($0.conclusion) }
        return failed.isEmpty ? "" : ": \(list(failed.map(\.name)))"
    }

    /// ``the environment `production`, which alice or team sre may approve``
    private var holders: String {
        guard let first = pending.first else { return "a deployment environment's protection" }
        let environment = "the environment \(list(pending.compactMap(\.environment.name)))"
        let people = (first.reviewers ?? []).compactMap(\.text).prefix(5).map { $0.words(limit: 60) }
        if isOurs(first), first.currentUserCanApprove != true, !people.isEmpty {
            return "\(environment), whose reviewers (\(people.joined(separator: ", "))) the token's account is none of"
        }
        if !people.isEmpty { return "\(environment), which \(people.joined(separator: " or ")) may approve" }
        if let minutes = first.waitTimer, minutes > 0 { return "\(environment), which holds it for \(minutes) minutes" }
        return environment
    }
}
