/// Who sends a webhook, which decides how it proves itself and how it is read.
package enum WebhookKind: String, Sendable, Hashable, CaseIterable {
    /// GitHub and GitHub Enterprise, their container registries too.
    case github
    case gitlab
    /// Gitea and Forgejo, their container registries too.
    case gitea
    case bitbucketCloud
    case bitbucketDataCenter
    case azureDevOps
    /// The distribution project's registry and those made of it, GitLab's among them.
    case distribution
    case dockerHub
    case harbor
    case quay
    /// Azure Container Registry.
    case acr
    /// Google Artifact Registry and the former Container Registry, by Pub/Sub.
    case artifactRegistry
    /// Amazon ECR, by EventBridge.
    case ecr
    /// JFrog Artifactory.
    case jfrog
    /// Whoever sends CloudEvents: Harbor, Azure Event Grid, CDEvents, or a build of one's own.
    case cloudEvents
}
