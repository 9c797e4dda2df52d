/// Where a reconciler that runs pipelines is asked.
package enum RunnerHost: Sendable, Hashable {
    /// An entry of `forges` in sluice.yaml, by its name. The configuration's loader puts the entry in its place.
    case forge(String)
    case server(ForgeDefinition)

    /// The server; nil where the forge of this name is not known yet.
    package var server: ForgeDefinition? {
        if case .server(let definition) = self { return definition }
        return nil
    }

    /// With the forge that is named in the place of its name, where there is one.
    package func resolved(among forges: [String: ForgeDefinition]) -> RunnerHost {
        guard case .forge(let name) = self, let definition = forges[name] else { return self }
        return .server(definition)
    }
}

/// How a pipeline of a promotion comes about.
package enum RunStart: Sendable, Hashable {
    /// Sluice starts exactly one.
    case dispatch
    /// The push, or the merge, has started it; Sluice finds and follows it.
    case adopt
}

extension ReconcilerKind {
    /// Where reconcilers that run pipelines are asked, and the kind of forge that each has to be.
    package var runners: [(host: RunnerHost, kind: ForgeKind)] {
        switch self {
        case .gitlabCI(let definition): [(definition.host, .gitlab)]
        case .githubActions(let definition): [(definition.host, .github)]
        case .all(let parts): parts.flatMap(\.kind.runners)
        case .none, .command, .webhook, .argocd, .flux, .kubernetes, .terraform: []
        }
    }

    /// With the forge that is named in the place of its name.
    package func resolved(among forges: [String: ForgeDefinition]) -> ReconcilerKind {
        switch self {
        case .gitlabCI(var definition):
            definition.host = definition.host.resolved(among: forges)
            return .gitlabCI(definition)
        case .githubActions(var definition):
            definition.host = definition.host.resolved(among: forges)
            return .githubActions(definition)
        case .all(let parts): return .all(parts.map { NamedReconciler($0.name, $0.kind.resolved(among: forges)) })
        case .none, .command, .webhook, .argocd, .flux, .kubernetes, .terraform: return self
        }
    }
}
