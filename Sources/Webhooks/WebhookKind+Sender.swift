import Promotion

extension WebhookKind {
    var sender: any Sender {
        switch self {
        case .github: GitHub()
        case .gitlab: GitLab()
        case .gitea: Gitea()
        case .bitbucketCloud: BitbucketCloud()
        case .bitbucketDataCenter: BitbucketDataCenter()
        case .azureDevOps: AzureDevOps()
        case .distribution: Distribution()
        case .dockerHub: DockerHub()
        case .harbor: Harbor()
        case .quay: Quay()
        case .acr: AzureContainerRegistry()
        case .artifactRegistry: GoogleArtifactRegistry()
        case .ecr: AmazonECR()
        case .jfrog: JFrog()
        case .cloudEvents: CloudEventsSender()
        }
    }
}
