import Promotion

/// The description of `reconciler`: the word `none`, a mapping that names one kind, or a list of such mappings.
let reconciler: Value<ReconcilerKind> = one(
    either(
        word(
            "a reconciler", ["none": (ReconcilerKind.none, "Nobody is asked: a commit on the branch counts as live.")]),
        or: reconcilerMapping), orAll: severalReconcilers)

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
    rules: [.exactlyOne(reconcilerKinds)]
) { reconcilerKind($0, $1, $2, $3, $4, $5, $6, $7) }

/// One of several: the same keys, and a name.
private let namedReconciler = mapping(
    "one of several reconcilers",
    required(
        "name", name(of: "a reconciler", example: "eu").located, "What it is called where it is told what it says."),
    optional("command", command, "As where it is the only one."), optional("webhook", webhook, "Likewise."),
    optional("argocd", argocd, "Likewise."), optional("flux", flux, "Likewise."),
    optional("kubernetes", kubernetes, "Likewise; each in a cluster of its own."),
    optional("gitlabCI", gitlabCI, "Likewise; each in a project of its own."),
    optional("githubActions", githubActions, "Likewise; each with a workflow of its own."),
    optional("terraform", terraform, "Likewise; each with a workspace of its own."),
    rules: [.exactlyOne(reconcilerKinds)]
) { name, command, webhook, argocd, flux, kubernetes, gitlabCI, githubActions, terraform in
    Entry(
        key: name, value: reconcilerKind(command, webhook, argocd, flux, kubernetes, gitlabCI, githubActions, terraform)
    )
}

private let severalReconcilers = list(of: namedReconciler, atLeast: 2).map { parts, _, decoding -> ReconcilerKind? in
    var names: [String: Location] = [:]
    var places: [ReconcilerPlace: Located<String>] = [:]
    for part in parts {
        let name = part.key
        if let first = names.updateValue(name.location, forKey: name.value) {
            decoding.refuse(at: name.location, "there is a reconciler named \(quoted(name.value)) already, at \(first)")
        }
        guard let place = ReconcilerPlace(part.value) else { continue }
        if let first = places.updateValue(name, forKey: place) {
            decoding.refuse(
                at: name.location,
                "\(quoted(name.value)) is asked in the same place as \(quoted(first.value)) (at \(first.location)), where the two "
                    + "cannot be told apart")
        }
    }
    return .all(parts.map { NamedReconciler($0.key.value, $0.value) })
}

private let reconcilerKinds = [
    "command", "webhook", "argocd", "flux", "kubernetes", "gitlabCI", "githubActions", "terraform",
]

private func reconcilerKind(
    _ command: CommandReconciler?, _ webhook: WebhookReconciler?, _ argocd: ArgoCDReconciler?,
    _ flux: FluxReconciler?, _ kubernetes: KubernetesReconciler?, _ gitlabCI: GitLabCIReconciler?,
    _ githubActions: GitHubActionsReconciler?, _ terraform: TerraformReconciler?
) -> ReconcilerKind {
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
