package import Foundation

/// A pipeline of GitLab CI/CD that makes the branch live, with Terraform or anything else.
package struct GitLabCIReconciler: Sendable, Hashable {
    package var host: RunnerHost
    /// The path of the environment's repository on the host, where its address has another one.
    package var project: String?
    package var start: RunStart
    /// Given to a pipeline that Sluice starts, beside the variables that Sluice names itself.
    package var variables: [String: Template]
    package var inputs: [String: Template]
    /// Manual jobs that Sluice plays; each must have succeeded, too.
    package var play: [String]
    /// Jobs that must have succeeded, whoever plays them.
    package var requiredJobs: [String]
    package var plan: PlanReport?
    /// A pipeline that only plans, started at intervals: whether what is live is still as it is declared.
    package var driftRun: DriftRun?
    /// Seconds until one request is given up.
    package var deadline: TimeInterval

    /// The file in which a job says what Terraform plans: `{"create": 1, "update": 0, "delete": 0}`.
    package struct PlanReport: Sendable, Hashable {
        package var job: String
        /// Its path in the job's artifacts.
        package var file: String

        package init(job: String, file: String) {
            self.job = job
            self.file = file
        }
    }

    /// Which pipeline that is: the branch's, with these variables and inputs in place of the others, and SLUICE_PLAN_ONLY.
    package struct DriftRun: Sendable, Hashable {
        /// Seconds between two, before jitter.
        package var every: TimeInterval
        package var variables: [String: Template]
        package var inputs: [String: Template]

        package init(every: TimeInterval, variables: [String: Template] = [:], inputs: [String: Template] = [:]) {
            self.every = every
            self.variables = variables
            self.inputs = inputs
        }
    }

    package init(
        host: RunnerHost, project: String? = nil, start: RunStart = .adopt, variables: [String: Template] = [:],
        inputs: [String: Template] = [:], play: [String] = [], requiredJobs: [String] = [], plan: PlanReport? = nil,
        driftRun: DriftRun? = nil, deadline: TimeInterval = 30
    ) {
        self.host = host
        self.project = project
        self.start = start
        self.variables = variables
        self.inputs = inputs
        self.play = play
        self.requiredJobs = requiredJobs
        self.plan = plan
        self.driftRun = driftRun
        self.deadline = deadline
    }
}
