import Promotion

/// The description of `reconciler.githubActions`.
let githubActions: Value<GitHubActionsReconciler> = mapping(
    "GitHub Actions",
    runnerForge,
    optional("url", httpURL, "Instead of a forge: where GitHub is, such as https://github.com."),
    optional(
        "token", secret,
        "The token of an account that may read runs, and start and approve what Sluice is to: `actions: write`."),
    runnerCAFile,
    optional(
        "repository", repositoryPath("a repository", example: "platform/prod", steps: 2...2),
        "The environment's repository on GitHub, where its address has another path."),
    required(
        "workflow", workflowFile, "The workflow that makes the branch live, by its file below `.github/workflows`."),
    runnerStart("the run"),
    optional(
        "inputs", templateTable(of: "an input's name", example: "region"),
        orEmpty: "Inputs of the run that is started, each of which the workflow declares."),
    optional(
        "promotionInput", anyText("an input's name", example: "sluice_promotion"), default: "sluice_promotion",
        "The input that takes the promotion's id; the workflow's `run-name` has to show it."),
    optional(
        "approve", list(of: anyText("a deployment environment", example: "production")),
        orEmpty: "Deployment environments that Sluice approves, where the token's account is a reviewer of them."),
    optional(
        "requiredJobs", list(of: anyText("a job's name", example: "apply")),
        orEmpty: "Jobs that have to succeed: a run is a success without what was skipped."),
    optional(
        "plan", anyText("a notice's title", example: "terraform-plan"),
        #"The title of a notice in which a job says what Terraform plans: `{"create": 1, "update": 0, "delete": 0}`."#),
    optional(
        "driftRun", driftRun,
        "A workflow that only plans, started at intervals: whether what is live is still as it is declared. It needs `plan`."
    ),
    runnerDeadline,
    rules: runnerRules + [.needs("inputs", "start"), .needs("driftRun", "plan")]
) {
    forge, url, token, caFile, repository, workflow, start, inputs, promotionInput, approve, required, plan, driftRun,
    deadline in
    runnerHost(.github, forge, url, token, caFile).map {
        GitHubActionsReconciler(
            host: $0, repository: repository, workflow: workflow, start: start, inputs: inputs.templates,
            promotionInput: promotionInput, approve: approve, requiredJobs: required, plan: plan,
            driftRun: driftRun, deadline: deadline)
    }
}
.map { definition, node, decoding in
    if let definition, definition.start == .adopt, !definition.inputs.isEmpty {
        decoding.refuse(
            node, "`inputs` are given to runs that Sluice starts: set `start: dispatch`, or remove them")
    }
    if let definition, let run = definition.driftRun, run.workflow == definition.workflow {
        decoding.refuse(
            node,
            "`driftRun` needs a workflow of its own: a run of \(quoted(run.workflow)) could be taken for a promotion's")
    }
    return definition
}

private let driftRun = mapping(
    "a workflow that only plans",
    driftRunPause,
    required("workflow", workflowFile, "The workflow that only plans: another one than the reconciler's."),
    optional(
        "inputs", templateTable(of: "an input's name", example: "region"),
        orEmpty: "Inputs of the run, each of which the workflow declares.")
) { GitHubActionsReconciler.DriftRun(every: $0, workflow: $1, inputs: $2.templates) }

private let workflowFile = text(TextShape(name: "a workflow's file", example: "deploy.yaml")) {
    (text: String, _) throws(Complaint) in
    guard !text.contains("/") else {
        throw Complaint("\(quoted(text)) is not a workflow's file: leave out `.github/workflows/`")
    }
    return text
}
