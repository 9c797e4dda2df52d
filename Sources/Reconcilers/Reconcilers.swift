package import HTTPTransport
package import Promotion
package import Secrets
import Synchronization

/// Makes the adapter that a definition asks for.
package enum Reconcilers {
    /// - Parameters:
    ///   - environment: the daemon's, of which a command sees only `PATH`, `HOME` and `LANG`.
    ///   - lineage: what is known of commits that descend from a promotion's.
    ///   - files: what commits hold.
    ///   - memory: shared by all adapters of the process.
    package static func make(
        _ kind: ReconcilerKind, secrets: any SecretReader, http: any HTTPSending, environment: [String: String],
        lineage: Lineage = .unknown, files: CommitFiles = .none, memory: ReconcilerMemory = ReconcilerMemory()
    ) -> any Reconciler {
        func cluster(_ access: KubernetesAccess) -> KubernetesClient {
            KubernetesClient(
                access, secrets: secrets, http: http, environment: environment, credentials: memory.kubernetes)
        }
        return switch kind {
        case .none: NoReconciler()
        case .command(let definition): CommandRunner(definition, environment: environment)
        case .webhook(let definition): WebhookCaller(definition, secrets: secrets, http: http)
        case .argocd(let definition):
            ArgoCD(definition, secrets: secrets, http: http, lineage: lineage, memory: memory.argocd)
        case .flux(let definition):
            Flux(
                definition, client: cluster(definition.access), secrets: secrets, http: http, lineage: lineage,
                watches: memory.watches)
        case .kubernetes(let definition):
            Kubernetes(
                definition, client: cluster(definition.access), files: files, lineage: lineage, watches: memory.watches,
                environment: environment)
        case .gitlabCI(let definition):
            GitLabCI(definition, secrets: secrets, http: http, lineage: lineage, memory: memory.runs)
        case .githubActions(let definition):
            GitHubActions(definition, secrets: secrets, http: http, lineage: lineage, memory: memory.runs)
        case .terraform(let definition):
            HCPTerraform(definition, secrets: secrets, http: http, lineage: lineage, memory: memory.runs)
        case .all(let parts):
            AllReconcilers(
                parts.map { part in
                    .init(
                        part.name,
                        make(
                            part.kind, secrets: secrets, http: http, environment: environment, lineage: lineage,
                            files: files, memory: memory.part(part.name)))
                }, memory: memory.handedOff)
        }
    }
}

/// What adapters remember from call to call, though each call is made by an adapter of its own. All of it can be lost.
package struct ReconcilerMemory: Sendable {
    let argocd: ArgoCDMemory
    let kubernetes = ExecCredentials()
    let watches: ClusterWatches
    let runs: RunMemory
    let handedOff = HandedOff()
    private let parts: Parts

    /// `news` is told which hand-offs there is something new of.
    package init(
        clock: any WallClock = SystemClock(), news: @escaping ReconcilerNews = { _ in },
        pauses: WatchPauses = WatchPauses()
    ) {
        argocd = ArgoCDMemory(news: news, pauses: pauses)
        watches = ClusterWatches(news: news, pauses: pauses)
        runs = RunMemory(clock: clock)
        parts = Parts { ReconcilerMemory(clock: clock, news: news, pauses: pauses) }
    }

    /// What one of several reconcilers remembers: two of a kind know of the same promotion, and not of one another.
    func part(_ name: String) -> ReconcilerMemory { parts.memory(of: name) }

    private final class Parts: Sendable {
        private let state = Mutex<[String: ReconcilerMemory]>([:])
        private let new: @Sendable () -> ReconcilerMemory

        init(new: @escaping @Sendable () -> ReconcilerMemory) { self.new = new }

        func memory(of name: String) -> ReconcilerMemory {
            state.withLock { state in
                if let known = state[name] { return known }
                let memory = new()
                state[name] = memory
                return memory
            }
        }
    }
}
