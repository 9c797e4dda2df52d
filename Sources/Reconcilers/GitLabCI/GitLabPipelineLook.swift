/// One pipeline with its jobs, and what they mean for what a definition asks for. Pure.
///
/// States are those of GitLab's `Ci::HasStatus` (app/models/concerns/ci/has_status.rb).
struct GitLabPipelineLook: Sendable {
    var pipeline: GitLabPipeline
    /// Every try of every job.
    var jobs: [GitLabJob]
    /// Manual jobs that Sluice plays.
    var play: [String]
    /// Jobs that must have succeeded, those that Sluice plays among them.
    var required: [String]

    /// States of a pipeline whose jobs need no look: nothing has run yet.
    static let early: Set = [
        "created", "waiting_for_resource", "waiting_for_callback", "preparing", "pending", "scheduled",
    ]
    /// States that a pipeline does not leave by itself, and that prove nothing.
    static let ends: Set = ["failed", "canceled", "skipped"]

    /// The newest try of each job, in the order of their first tries.
    var current: [GitLabJob] {
        var newest: [String: GitLabJob] = [:]
        for job in jobs where newest[job.name].map({ $0.id < job.id }) ?? true { newest[job.name] = job }
        return newest.values.sorted { $0.id < $1.id }
    }

    /// Manual jobs that Sluice is to play now: of a pipeline that has not gone wrong.
    var playable: [GitLabJob] {
        guard ["manual", "running", "success"].contains(pipeline.status) else { return [] }
        return current.filter { $0.status == "manual" && play.contains($0.name) }
    }

    var verdict: RunVerdict {
        switch pipeline.status {
        case "created": .progressing("\(name) was created, and none of its jobs is queued yet")
        case "waiting_for_resource":
            .progressing("\(name) waits for a resource that another pipeline holds (`resource_group`)")
        case "waiting_for_callback": .progressing("\(name) waits for a call back from outside of GitLab")
        case "preparing": .progressing("\(name) is being prepared")
        case "pending": .progressing("\(name) waits for a runner")
        case "running": .progressing("\(name) is running\(running)")
        case "canceling": .progressing("\(name) is being cancelled")
        case "scheduled": .waiting("\(name) waits for the time of a delayed job")
        case "manual": manual
        case "success": success
        case "failed": .ended("\(name) failed\(failures)\(address)")
        case "canceled": .ended("\(name) was cancelled\(address)")
        case "skipped":
            .ended("\(name) was skipped, as by `[ci skip]` or its rules: nothing of it has run\(address)")
        default: .progressing("\(name) is \(pipeline.status.words(limit: 40))")
        }
    }

    /// Blocked by a manual job, which is either Sluice's or a person's.
    private var manual: RunVerdict {
        let waiting = current.filter { $0.status == "manual" && $0.allowFailure != true }
        let names = (waiting.isEmpty ? current.filter { $0.status == "manual" } : waiting).map(\.name)
        return .waiting("\(name) waits for somebody to play \(list(names))\(address)")
    }

    /// A pipeline is a success with jobs that nobody played or that were left out, so that those that count are looked at.
    private var success: RunVerdict {
        for wanted in required {
            guard let job = current.first(where: { $0.name == wanted }) else {
                return .ended("\(name) succeeded without a job `\(wanted)`\(address)")
            }
            switch job.status {
            case "success": continue
            case "manual":
                return .waiting("\(name) succeeded but for `\(wanted)`, which waits to be played\(address)")
            case "failed", "canceled", "skipped":
                return .ended("\(name) succeeded, but its job `\(wanted)` \(ending(of: job))\(address)")
            default: return .progressing("\(name) has its job `\(wanted)` \(job.status.words(limit: 40))")
            }
        }
        return .succeeded
    }

    var name: String { "pipeline \(pipeline.id)" }

    /// ` (https://…)`
    private var address: String { pipeline.webUrl.map { " (\($0.words(limit: 200)))" } ?? "" }

    /// `: job `apply`, which was tried again`
    private var running: String {
        let busy = current.filter { $0.status == "running" }.map(\.name)
        let again = current.filter { job in jobs.count { $0.name == job.name } > 1 }.map(\.name)
        let text = busy.isEmpty ? "" : ": \(list(busy))"
        return again.isEmpty ? text : "\(text)\(busy.isEmpty ? ": " : "; ")tried again: \(list(again))"
    }

    private var failures: String {
        let failed = current.filter { $0.status == "failed" && $0.allowFailure != true }
        if failed.isEmpty {
            return pipeline.yamlErrors.map { ": \($0.words())" } ?? ", and none of its own jobs did"
        }
        let reason = failed.count == 1 ? failed[0].failureReason.map { " (\($0.words(limit: 60)))" } ?? "" : ""
        return ": \(list(failed.map(\.name)))\(reason)"
    }

    private func ending(of job: GitLabJob) -> String {
        switch job.status {
        case "canceled": "was cancelled"
        case "skipped": "was skipped"
        default: "failed"
        }
    }
}
