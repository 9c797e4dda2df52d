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
    required("token", secret, "The token of the account that opens and merges the merge requests."),
    optional(
        "caFile", path("a PEM file", example: "keys/forge-ca.pem"),
        "The authorities that are believed, instead of the system's.")
) { kind, url, token, caFile in ForgeDefinition(kind: kind, url: url, token: token, caFile: caFile) }
