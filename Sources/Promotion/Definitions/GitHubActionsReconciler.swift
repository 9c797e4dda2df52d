package import Foundation

/// A workflow of GitHub Actions that makes the branch live, with Terraform or anything else.
package struct GitHubActionsReconciler: Sendable, Hashable {
    package var host: RunnerHost
    /// `owner/name` of the environment's repository on the host, where its address has another one.
    package var repository: String?
    /// The workflow's file name below `.github/workflows`.
    package var workflow: String
    package var start: RunStart
    /// Given to a run that Sluice starts; the workflow has to declare each.
    package var inputs: [String: Template]
    /// The workflow's input that takes the promotion's id, which its `run-name` has to show.
    package var promotionInput: String
    /// Deployment environments whose protection Sluice passes as a reviewer.
    package var approve: [String]
    /// Jobs that must have succeeded, not only the run.
    package var requiredJobs: [String]
    /// The title of the notice in which a job says what Terraform plans.
    package var plan: String?
    /// A workflow that only plans, started at intervals: whether what is live is still as it is declared.
    package var driftRun: DriftRun?
    /// Seconds until one request is given up.
    package var deadline: TimeInterval

    /// Which run that is. Its workflow is another one than the reconciler's, so that none is taken for the other's.
    package struct DriftRun: Sendable, Hashable {
        /// Seconds between two, before jitter.
        package var every: TimeInterval
        /// The workflow's file name below `.github/workflows`.
        package var workflow: String
        package var inputs: [String: Template]

        package init(every: TimeInterval, workflow: String, inputs: [String: Template] = [:]) {
            self.every = every
            self.workflow = workflow
            self.inputs = inputs
        }
    }

    package init(
        host: RunnerHost, repository: String? = nil, workflow: String, start: RunStart = .adopt,
        inputs: [String: Template] = [:], promotionInput: String = "sluice_promotion", approve: [String] = [],
        requiredJobs: [String] = [], plan: String? = nil, driftRun: DriftRun? = nil,
        deadline: TimeInterval = 30
    ) {
        self.host = host
        self.repository = repository
        self.workflow = workflow
        self.start = start
        self.inputs = inputs
        self.promotionInput = promotionInput
        self.approve = approve
        self.requiredJobs = requiredJobs
        self.plan = plan
        self.driftRun = driftRun
        self.deadline = deadline
    }
}
