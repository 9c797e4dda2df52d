import Promotion

/// The description of `reconciler.terraform`.
let terraform: Value<TerraformReconciler> = mapping(
    "HCP Terraform",
    optional("url", httpURL, default: "https://app.terraform.io", "Where HCP Terraform or Terraform Enterprise is."),
    required("token", secret, "A user's or a team's token that may read the workspace, and start and apply its runs."),
    runnerCAFile,
    required("organization", anyText("an organization", example: "example"), "The organization of the workspace."),
    required(
        "workspace", fixedTemplate("a workspace's name", example: "${pipeline}-prod"),
        "The workspace, which is connected to the environment's repository."),
    runnerStart("the run"),
    optional(
        "apply", boolean, default: "false",
        "Whether Sluice confirms a plan that waits for that; with `false` people do, or the workspace by itself."),
    optional(
        "driftRun", mapping("a run that only plans", driftRunPause) { $0 },
        "A run that only plans, started at intervals: whether what is live is still as it is declared."),
    runnerDeadline
) {
    TerraformReconciler(
        url: $0, token: $1, caFile: $2, organization: $3, workspace: $4, start: $5, applies: $6, driftRun: $7,
        deadline: $8)
}
