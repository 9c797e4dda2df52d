import Promotion

/// The description of `reconciler`: the word `none`, or a mapping that names one kind.
let reconciler: Value<ReconcilerKind> = either(
    word("a reconciler", ["none": (ReconcilerKind.none, "Nobody is asked: a commit on the branch counts as live.")]),
    or: reconcilerMapping)

private let reconcilerMapping = mapping(
    "a reconciler",
    optional("command", command, "A program that makes the revision live. It exits with 0 once it is."),
    optional("webhook", webhook, "An address that is told about the revision. A 2xx answer counts as live."),
    optional("argocd", argocd, "Applications of an Argo CD, asked and watched by its API."),
    optional("flux", flux, "Flux in a cluster, asked and watched by the cluster's API."),
    optional("kubernetes", kubernetes, "A cluster to which Sluice itself applies what the branch declares."),
    optional("gitlabCI", gitlabCI, "A pipeline of GitLab CI/CD, started or adopted, and followed to its end."),
    optional("githubActions", githubActions, "A run of a workflow of GitHub Actions, likewise."),
    optional("terraform", terraform, "A run of a workspace of HCP Terraform or Terraform Enterprise, likewise."),
    rules: [
        .exactlyOne([
            "command", "webhook", "argocd", "flux", "kubernetes", "gitlabCI", "githubActions", "terraform",
        ])
    ]
) { command, webhook, argocd, flux, kubernetes, gitlabCI, githubActions, terraform in
    let kinds: [ReconcilerKind?] = [
        command.map(ReconcilerKind.command), webhook.map(ReconcilerKind.webhook), argocd.map(ReconcilerKind.argocd),
        flux.map(ReconcilerKind.flux), kubernetes.map(ReconcilerKind.kubernetes),
        gitlabCI.map(ReconcilerKind.gitlabCI), githubActions.map(ReconcilerKind.githubActions),
        terraform.map(ReconcilerKind.terraform),
    ]
    return kinds.compactMap(\.self).first ?? ReconcilerKind.none
}

private let command = mapping(
    "a command",
    required(
        "argv", argumentVector,
        """
        The program and its arguments, run without a shell in the directory of sluice.yaml. The variables SLUICE_REVISION, \
        SLUICE_PIPELINE, SLUICE_ENVIRONMENT, SLUICE_RELEASE and SLUICE_PROMOTION tell it what to do.
        """),
    optional("deadline", duration(1...86400), default: "5m", "How long it may run."),
    optional(
        "observe", commandObservation,
        "A program that is asked whether the revision is live, again and again. With it, exit status 0 of `argv` means only "
            + "that this may begin.")
) { CommandReconciler(arguments: $0, deadline: $1, observation: $2) }

private let commandObservation = mapping(
    "an observing command",
    required(
        "argv", argumentVector,
        "The program and its arguments; it is told the same. Exit status 0 means live, 1 failed, 2 not yet."),
    optional("deadline", duration(1...3600), default: "1m", "How long it may run.")
) { CommandObservation(arguments: $0, deadline: $1) }

private let webhook = mapping(
    "a webhook",
    required("url", httpURL, "The address that gets the request."),
    optional("secret", secret, "Signs the body: `X-Sluice-Signature: sha256=` and its HMAC in hex."),
    optional(
        "caFile", path("a PEM file", example: "keys/deploy-ca.pem"),
        "The authorities that are believed, instead of the system's."),
    optional("deadline", duration(1...3600), default: "30s", "How long the call may take."),
    optional(
        "observe", httpObservation,
        "An address that is asked whether the revision is live, again and again. With it, a 2xx answer of `url` means only that "
            + "this may begin.")
) { WebhookReconciler(url: $0, secret: $1, caFile: $2, deadline: $3, observation: $4) }

private let httpObservation = mapping(
    "an observed address",
    required("url", httpTemplate, "The address; its answer is JSON."),
    required("path", selector, "The path of the value that says how the revision is."),
    required("live", oneOrMore(template), "The values that mean live."),
    optional("failed", oneOrMore(template), "The values that mean given up. Every other value is not yet."),
    optional(
        "revision", selector,
        "The path of the commit that the answer speaks of. What is said of another one counts for nothing."),
    AnswerFields.token, AnswerFields.caFile,
    optional("deadline", duration(1...300), default: "10s", "How long a call may take.")
) {
    HTTPObservation(
        url: $0, path: $1, live: $2, failed: $3 ?? [], revision: $4, token: $5, caFile: $6, deadline: $7)
}
