import Manifests
import Promotion

/// The name of a webhook, which is the end of its address.
let webhookName = name(of: "a webhook", example: "github")

/// The description of one entry of `webhooks`.
let incomingWebhook: Value<IncomingWebhook> = mapping(
    "a webhook",
    required("kind", webhookKind, "Who calls it."),
    optional(
        "secret", oneOrMore(secret),
        "What proves the sender, of at least 16 bytes; while it is changed, a list of the new one and the old one."),
    optional(
        "identity", webhookIdentity,
        "Instead of a secret, with kind artifactRegistry: the service account whose identity tokens prove the sender."),
    optional(
        "host", registryHost,
        "The host that stands in this configuration's addresses, where the sender names another one, or none."),
    optional(
        "repositories", list(of: allowedRepository, atLeast: 1),
        "What it may name, such as registry.example.com/payments/api, or all below registry.example.com/payments/; everything where the key is missing."
    ),
    rules: [.exactlyOne(["secret", "identity"])]
) { kind, secrets, identity, host, repositories in
    IncomingWebhook(
        kind: kind, secrets: secrets ?? [], identity: identity, host: host, repositories: repositories ?? [])
}.map { webhook, node, decoding in
    if webhook.kind != .artifactRegistry, let identity = node["identity"] {
        decoding.refuse(identity, "only Google's senders have identity tokens; give this webhook a `secret`")
    }
    return webhook
}

private let webhookIdentity = mapping(
    "an identity",
    required(
        "audience", anyText("an audience", example: "https://sluice.example.com/webhooks/google"),
        "What the tokens are made out for: the audience of the push subscription."),
    required("email", emailAddress, "The service account that the push subscription authenticates as."),
    optional(
        "keys", httpURL, default: "https://www.googleapis.com/oauth2/v3/certs",
        "Where the issuer's keys are published.")
) { WebhookIdentity(audience: $0, email: $1, keys: $2) }

private let webhookKind = word(
    "a kind of webhook",
    [
        "github": (WebhookKind.github, "GitHub, its container registry too: signed (`X-Hub-Signature-256`)."),
        "gitlab": (
            .gitlab, "GitLab: a secret token, or signed where the secret is a signing token (`whsec_…`)."
        ),
        "gitea": (.gitea, "Gitea and Forgejo, their container registries too: signed."),
        "bitbucketCloud": (.bitbucketCloud, "Bitbucket Cloud: signed."),
        "bitbucketDataCenter": (.bitbucketDataCenter, "Bitbucket Data Center: signed."),
        "azureDevOps": (.azureDevOps, "Azure DevOps: the secret is the password of basic authentication."),
        "distribution": (
            .distribution, "The distribution project's registry, GitLab's too: the secret is in a header."
        ),
        "dockerHub": (.dockerHub, "Docker Hub: the secret is `?token=` in the address."),
        "harbor": (.harbor, "Harbor: the secret is its auth header."),
        "quay": (.quay, "Quay: the secret is `?token=` in the address."),
        "acr": (.acr, "Azure Container Registry: the secret is in a custom header."),
        "artifactRegistry": (
            .artifactRegistry,
            "Google Artifact Registry by Pub/Sub: an identity token, or the secret is `?token=` in the address."
        ),
        "ecr": (.ecr, "Amazon ECR by EventBridge: the secret is in a header."),
        "jfrog": (.jfrog, "JFrog Artifactory: signed (`X-JFrog-Event-Auth`)."),
        "cloudEvents": (.cloudEvents, "CloudEvents: signed (`X-Sluice-Signature`), or the secret is in a header."),
    ])

private let allowedRepository = text(
    TextShape(name: "a repository", example: "registry.example.com/payments/", pattern: "^[^\\s/:]+(:[0-9]+)?/[^\\s]*$")
) { (text: String, _) throws(Complaint) in
    let slash = text.firstIndex(of: "/") ?? text.endIndex
    guard slash != text.endIndex, hostAndPort(text[..<slash], isPortNeeded: false) != nil,
        !text.contains(where: \.isWhitespace)
    else {
        throw Complaint(
            "\(quoted(text)) is not a repository: write host/path without ssh:// and .git, or host/folder/ for all below it"
        )
    }
    return text.lowercased()
}
