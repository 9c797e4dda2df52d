import Promotion

/// The description of `reconciler.gitlabCI`.
let gitlabCI: Value<GitLabCIReconciler> = mapping(
    "GitLab CI/CD",
    runnerForge,
    optional("url", httpURL, "Instead of a forge: where GitLab is, as people's browsers find it."),
    optional(
        "token", secret,
        "The token of an account that may read pipelines, and start and play what Sluice is to: scope `api`, role Developer."
    ),
    runnerCAFile,
    optional(
        "project", repositoryPath("the path of a project", example: "platform/prod", steps: 2...100),
        "The environment's repository on GitLab, where its address has another path."),
    runnerStart("the pipeline"),
    optional(
        "variables", templateTable(of: "a variable's name", example: "TF_VAR_region"),
        orEmpty:
            "Variables of the pipeline that is started, beside SLUICE_PROMOTION, SLUICE_REVISION, SLUICE_RELEASE, "
            + "SLUICE_PIPELINE and SLUICE_ENVIRONMENT."),
    optional(
        "inputs", templateTable(of: "an input's name", example: "region"),
        orEmpty: "Inputs of the pipeline that is started, each a text that `spec: inputs` declares."),
    optional(
        "play", list(of: anyText("a job's name", example: "apply")),
        orEmpty: "Manual jobs that Sluice plays, and that have to succeed."),
    optional(
        "requiredJobs", list(of: anyText("a job's name", example: "apply")),
        orEmpty: "Jobs that have to succeed, whoever plays them: a pipeline is a success without what nobody played."),
    optional("plan", planReport, "Where a job says what Terraform plans."),
    optional(
        "driftRun", driftRun,
        "A pipeline that only plans, started at intervals: whether what is live is still as it is declared. It needs `plan`."
    ),
    runnerDeadline,
    rules: runnerRules + [.needs("variables", "start"), .needs("inputs", "start"), .needs("driftRun", "plan")]
) { forge, url, token, caFile, project, start, variables, inputs, play, required, plan, driftRun, deadline in
    runnerHost(.gitlab, forge, url, token, caFile).map {
        GitLabCIReconciler(
            host: $0, project: project, start: start, variables: variables.templates, inputs: inputs.templates,
            play: play, requiredJobs: required, plan: plan, driftRun: driftRun, deadline: deadline)
    }
}
.map { definition, node, decoding in
    if let definition, definition.start == .adopt, !definition.variables.isEmpty || !definition.inputs.isEmpty {
        decoding.refuse(
            node,
            "`variables` and `inputs` are given to pipelines that Sluice starts: set `start: dispatch`, or remove them")
    }
    return definition
}

private let driftRun = mapping(
    "a pipeline that only plans",
    driftRunPause,
    optional(
        "variables", templateTable(of: "a variable's name", example: "TF_CLI_ARGS_plan"),
        orEmpty: "Variables of the pipeline, beside SLUICE_PLAN_ONLY, by which its jobs know that they only plan."),
    optional(
        "inputs", templateTable(of: "an input's name", example: "plan_only"),
        orEmpty: "Inputs of the pipeline, each a text that `spec: inputs` declares.")
) { GitLabCIReconciler.DriftRun(every: $0, variables: $1.templates, inputs: $2.templates) }

private let planReport = mapping(
    "a plan's report",
    required("job", anyText("a job's name", example: "plan"), "The job that makes it."),
    optional(
        "file", artifactPath, default: "plan.json",
        #"Its path in the job's artifacts: `{"create": 1, "update": 0, "delete": 0}`, as `artifacts:reports:terraform` takes it."#
    )
) { GitLabCIReconciler.PlanReport(job: $0, file: $1) }

private let artifactPath = text(TextShape(name: "a path in a job's artifacts", example: "plan.json")) {
    (text: String, _) throws(Complaint) in
    if let fault = fault(inRepositoryPath: text) { throw Complaint("\(quoted(text)) is wrong: \(fault)") }
    return text
}
