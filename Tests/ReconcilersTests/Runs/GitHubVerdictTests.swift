import Testing

@testable import Reconcilers

@Suite("What a run of GitHub Actions means, in a sentence")
struct GitHubVerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var status: String
        var conclusion: String?
        var attempt = 1
        var jobs: [GitHubJob] = []
        var pending: [GitHubPendingDeployment] = []
        var approve: [String] = []
        var required: [String] = []
        var verdict: RunVerdict
        var testDescription: String { name }

        static func job(_ name: String, _ conclusion: String?) -> GitHubJob {
            GitHubJob(id: 1, name: name, status: conclusion == nil ? "queued" : "completed", conclusion: conclusion)
        }

        static func pending(_ mayApprove: Bool, timer: Int = 0, reviewed: Bool = true) -> GitHubPendingDeployment {
            let reviewers: [GitHubPendingDeployment.Reviewer] = [
                .init(type: "User", reviewer: .init(login: "alice")), .init(type: "Team", reviewer: .init(name: "sre")),
            ]
            return GitHubPendingDeployment(
                environment: .init(id: 5, name: "production"), waitTimer: timer, currentUserCanApprove: mayApprove,
                reviewers: reviewed ? reviewers : [])
        }

        static let all = [
            Case(name: "requested", status: "requested", verdict: .progressing("run 7 was requested")),
            Case(name: "queued", status: "queued", verdict: .progressing("run 7 waits for a runner")),
            Case(
                name: "pending", status: "pending",
                verdict: .progressing("run 7 waits for another run of its `concurrency` group")),
            Case(name: "in progress", status: "in_progress", verdict: .progressing("run 7 is running")),
            Case(
                name: "tried again", status: "in_progress", attempt: 3,
                verdict: .progressing("run 7 (attempt 3) is running")),
            Case(
                name: "waits for a reviewer", status: "waiting", pending: [pending(true)],
                verdict: .waiting(
                    "run 7 waits for the environment `production`, which alice or team sre may approve "
                        + "(https://github.example.com/7)")),
            Case(
                name: "waits for a reviewer that the token's account is not", status: "waiting",
                pending: [pending(false)], approve: ["production"],
                verdict: .waiting(
                    "run 7 waits for the environment `production`, whose reviewers (alice, team sre) the token's "
                        + "account is none of (https://github.example.com/7)")),
            Case(
                name: "waits for a time", status: "waiting", pending: [pending(false, timer: 30, reviewed: false)],
                verdict: .waiting(
                    "run 7 waits for the environment `production`, which holds it for 30 minutes "
                        + "(https://github.example.com/7)")),
            Case(
                name: "waits for nobody knows what", status: "waiting",
                verdict: .waiting(
                    "run 7 waits for a deployment environment's protection (https://github.example.com/7)")),
            Case(name: "a success", status: "completed", conclusion: "success", verdict: .succeeded),
            Case(
                name: "a success with the job that counts", status: "completed", conclusion: "success",
                jobs: [job("apply", "success")], required: ["apply"], verdict: .succeeded),
            Case(
                name: "a success that skipped the job that counts", status: "completed", conclusion: "success",
                jobs: [job("apply", "skipped")], required: ["apply"],
                verdict: .ended(
                    "run 7 succeeded, but its job `apply` ended as skipped (https://github.example.com/7)")),
            Case(
                name: "a success without the job that counts", status: "completed", conclusion: "success",
                required: ["apply"],
                verdict: .ended("run 7 succeeded without a job `apply` (https://github.example.com/7)")),
            Case(
                name: "failed", status: "completed", conclusion: "failure",
                jobs: [job("plan", "success"), job("apply", "failure"), job("tell", "timed_out")],
                verdict: .ended("run 7 failed: `apply`, `tell` (https://github.example.com/7)")),
            Case(
                name: "cancelled", status: "completed", conclusion: "cancelled",
                verdict: .ended("run 7 was cancelled (https://github.example.com/7)")),
            Case(
                name: "skipped", status: "completed", conclusion: "skipped",
                verdict: .ended("run 7 was skipped: nothing of it has run (https://github.example.com/7)")),
            Case(
                name: "timed out", status: "completed", conclusion: "timed_out",
                verdict: .ended("run 7 took longer than it may (https://github.example.com/7)")),
            Case(
                name: "needs an action", status: "completed", conclusion: "action_required",
                verdict: .waiting("run 7 waits until somebody lets it run on GitHub (https://github.example.com/7)")),
            Case(
                name: "stale", status: "completed", conclusion: "stale",
                verdict: .ended(
                    "run 7 was given up by GitHub, as it did not end in time (https://github.example.com/7)")),
            Case(
                name: "neutral", status: "completed", conclusion: "neutral",
                verdict: .ended("run 7 ended as neutral, which proves nothing (https://github.example.com/7)")),
            Case(
                name: "could not start", status: "completed", conclusion: "startup_failure",
                verdict: .ended(
                    "run 7 could not start: the workflow's file is not valid (https://github.example.com/7)")),
            Case(
                name: "a conclusion to come", status: "completed", conclusion: "puzzled",
                verdict: .ended("run 7 ended as puzzled (https://github.example.com/7)")),
        ]
    }

    @Test("each status and conclusion has its sentence", arguments: Case.all)
    func verdict(example: Case) {
        let look = GitHubRunLook(
            run: GitHubRun(
                id: 7, headSha: "aa", event: "push", status: example.status, conclusion: example.conclusion,
                runAttempt: example.attempt, htmlUrl: "https://github.example.com/7"), jobs: example.jobs,
            pending: example.pending, approve: example.approve, required: example.required)
        #expect(look.verdict == example.verdict)
    }

    @Test("only what is named is approved, and only by a reviewer")
    func approvable() {
        let run = GitHubRun(id: 7, headSha: "aa", event: "push", status: "waiting")
        func look(_ mayApprove: Bool, _ approve: [String]) -> Bool {
            !GitHubRunLook(run: run, pending: [Case.pending(mayApprove)], approve: approve).approvable.isEmpty
        }
        #expect(look(true, ["production"]))
        #expect(!look(true, ["staging"]))
        #expect(!look(false, ["production"]))
    }

    @Test(
        "where GitHub's API is",
        arguments: [
            ("https://github.com", "https://api.github.com"), ("https://acme.ghe.com", "https://api.acme.ghe.com"),
            ("https://git.example.com/gh", "https://git.example.com/gh/api/v3"),
        ])
    func api(url: String, api: String) { #expect(GitHubActions.api(url) == api) }
}
