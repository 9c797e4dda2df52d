import Testing

@testable import Reconcilers

@Suite("What a pipeline of GitLab means, in a sentence")
struct GitLabVerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var status: String
        var jobs: [GitLabJob] = []
        var required: [String] = []
        var errors: String?
        var verdict: RunVerdict
        var testDescription: String { name }

        static func job(
            _ id: Int, _ name: String, _ status: String, optional: Bool = false, reason: String? = nil
        ) -> GitLabJob {
            GitLabJob(id: id, name: name, status: status, allowFailure: optional, failureReason: reason)
        }

        static let all = [
            Case(
                name: "created", status: "created",
                verdict: .progressing("pipeline 7 was created, and none of its jobs is queued yet")),
            Case(
                name: "waiting for a resource", status: "waiting_for_resource",
                verdict: .progressing(
                    "pipeline 7 waits for a resource that another pipeline holds (`resource_group`)")),
            Case(name: "preparing", status: "preparing", verdict: .progressing("pipeline 7 is being prepared")),
            Case(name: "pending", status: "pending", verdict: .progressing("pipeline 7 waits for a runner")),
            Case(
                name: "running", status: "running", jobs: [job(1, "plan", "success"), job(2, "apply", "running")],
                verdict: .progressing("pipeline 7 is running: `apply`")),
            Case(
                name: "running, with a job that was tried again", status: "running",
                jobs: [job(1, "plan", "success"), job(2, "apply", "failed"), job(3, "apply", "running")],
                verdict: .progressing("pipeline 7 is running: `apply`; tried again: `apply`")),
            Case(
                name: "held by a manual job", status: "manual",
                jobs: [
                    job(1, "plan", "success"), job(2, "notify", "manual", optional: true), job(3, "apply", "manual"),
                ],
                verdict: .waiting("pipeline 7 waits for somebody to play `apply` (https://gitlab.example.com/7)")),
            Case(
                name: "scheduled", status: "scheduled",
                verdict: .waiting("pipeline 7 waits for the time of a delayed job")),
            Case(name: "a success", status: "success", verdict: .succeeded),
            Case(
                name: "a success with every job that counts", status: "success",
                jobs: [job(1, "apply", "failed"), job(2, "apply", "success")], required: ["apply"],
                verdict: .succeeded),
            Case(
                name: "a success whose optional manual job nobody played", status: "success",
                jobs: [job(2, "apply", "manual", optional: true)], required: ["apply"],
                verdict: .waiting(
                    "pipeline 7 succeeded but for `apply`, which waits to be played (https://gitlab.example.com/7)")),
            Case(
                name: "a success that skipped the job that counts", status: "success",
                jobs: [job(2, "apply", "skipped")], required: ["apply"],
                verdict: .ended(
                    "pipeline 7 succeeded, but its job `apply` was skipped (https://gitlab.example.com/7)")),
            Case(
                name: "a success without the job that counts", status: "success", jobs: [job(2, "plan", "success")],
                required: ["apply"],
                verdict: .ended("pipeline 7 succeeded without a job `apply` (https://gitlab.example.com/7)")),
            Case(
                name: "a job that may fail has, and it counts", status: "success",
                jobs: [job(2, "apply", "failed", optional: true)], required: ["apply"],
                verdict: .ended("pipeline 7 succeeded, but its job `apply` failed (https://gitlab.example.com/7)")),
            Case(
                name: "failed", status: "failed",
                jobs: [
                    job(1, "lint", "failed", optional: true),
                    job(2, "apply", "failed", reason: "script_failure"),
                ],
                verdict: .ended("pipeline 7 failed: `apply` (script_failure) (https://gitlab.example.com/7)")),
            Case(
                name: "failed in many jobs", status: "failed", jobs: (1...9).map { job($0, "shard \($0)", "failed") },
                verdict: .ended(
                    "pipeline 7 failed: `shard 1`, `shard 2`, `shard 3`, `shard 4`, `shard 5` and 4 more "
                        + "(https://gitlab.example.com/7)")),
            Case(
                name: "failed without a job", status: "failed", errors: "jobs:apply config\nmust have a script",
                verdict: .ended(
                    "pipeline 7 failed: jobs:apply config must have a script (https://gitlab.example.com/7)")),
            Case(
                name: "failed in a child pipeline", status: "failed",
                verdict: .ended(
                    "pipeline 7 failed, and none of its own jobs did (https://gitlab.example.com/7)")),
            Case(
                name: "cancelled", status: "canceled",
                verdict: .ended("pipeline 7 was cancelled (https://gitlab.example.com/7)")),
            Case(
                name: "being cancelled", status: "canceling", verdict: .progressing("pipeline 7 is being cancelled")),
            Case(
                name: "skipped", status: "skipped",
                verdict: .ended(
                    "pipeline 7 was skipped, as by `[ci skip]` or its rules: nothing of it has run "
                        + "(https://gitlab.example.com/7)")),
            Case(name: "a state to come", status: "thinking", verdict: .progressing("pipeline 7 is thinking")),
        ]
    }

    @Test("each state has its sentence", arguments: Case.all)
    func verdict(example: Case) {
        #expect(look(example.status, example.jobs, example.required, example.errors).verdict == example.verdict)
    }

    private func look(
        _ status: String, _ jobs: [GitLabJob], _ required: [String] = [], _ errors: String? = nil,
        play: [String] = []
    ) -> GitLabPipelineLook {
        GitLabPipelineLook(
            pipeline: GitLabPipeline(
                id: 7, sha: "aa", status: status, webUrl: "https://gitlab.example.com/7", yamlErrors: errors),
            jobs: jobs, play: play, required: required)
    }

    @Test(
        "manual jobs are played where they are named, and nothing has gone wrong",
        arguments: [("manual", 1), ("running", 1), ("success", 1), ("failed", 0), ("canceled", 0), ("skipped", 0)])
    func playable(status: String, count: Int) {
        let jobs = [Case.job(1, "apply", "manual"), Case.job(2, "destroy", "manual"), Case.job(3, "plan", "success")]
        #expect(look(status, jobs, play: ["apply", "plan"]).playable.map(\.id) == (count == 1 ? [1] : []))
    }
}
