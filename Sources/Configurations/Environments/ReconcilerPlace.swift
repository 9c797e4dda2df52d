import Promotion

/// Where a reconciler keeps what it does for a promotion: of one environment only one can be asked there.
enum ReconcilerPlace: Hashable {
    case cluster(Secret?, context: String?)
    case project(RunnerHost, String?)
    case workflow(RunnerHost, String?, String)
    case workspace(url: String, organization: String, workspace: Template)

    /// Nil where a promotion may be asked for any number of times.
    init?(_ kind: ReconcilerKind) {
        switch kind {
        case .kubernetes(let definition):
            self = .cluster(definition.access.kubeconfig, context: definition.access.context)
        case .gitlabCI(let definition): self = .project(definition.host, definition.project)
        case .githubActions(let definition):
            self = .workflow(definition.host, definition.repository, definition.workflow)
        case .terraform(let definition):
            self = .workspace(
                url: definition.url, organization: definition.organization, workspace: definition.workspace)
        case .none, .command, .webhook, .argocd, .flux, .all: return nil
        }
    }
}
