import Promotion

/// The description of one entry of `forges`.
let forgeSettings = mapping(
    "a forge",
    required(
        "kind",
        word(
            "a kind of Git host",
            [
                "github": (ForgeKind.github, "GitHub, or GitHub Enterprise Server."),
                "gitlab": (.gitlab, "GitLab, hosted or your own."),
                "gitea": (.gitea, "Gitea."), "forgejo": (.gitea, "Forgejo, Codeberg."),
                "bitbucketCloud": (.bitbucketCloud, "Bitbucket Cloud."),
                "bitbucketDataCenter": (.bitbucketDataCenter, "Bitbucket Data Center."),
                "azureDevOps": (.azureDevOps, "Azure DevOps, Services or Server."),
            ]), "What runs there."),
    required("url", httpURL, "Where people find it; the API's address follows from it."),
    optional("token", secret, "The token of the account that opens and merges the merge requests."),
    optional("app", forgeApp, "A GitHub App that does so instead, with tokens that it makes for itself."),
    optional(
        "caFile", path("a PEM file", example: "keys/forge-ca.pem"),
        "The authorities that are believed, instead of the system's."),
    optional(
        "commitStatuses", boolean, default: "true",
        "Whether commits there say how stages stand: those that merge requests bring, those that land, and those of the "
            + "applications that releases were built from."),
    rules: [.exactlyOne(["token", "app"])]
) { kind, url, token, app, caFile, statuses in
    ForgeDefinition(kind: kind, url: url, token: token, app: app, caFile: caFile, commitStatuses: statuses)
}

private let forgeApp = mapping(
    "a GitHub App",
    required("id", anyText("an App's id", example: "Iv23li9x8y7z6w5v4u3t"), "Its client id, or its number."),
    optional(
        "installation", wholeNumber(1...1_000_000_000_000),
        "The number of the installation; not needed where the App is installed once."),
    required("key", secret, "Its private key: a PEM file.")
) { ForgeDefinition.App(id: $0, installation: $1, key: $2) }
