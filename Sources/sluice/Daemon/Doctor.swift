import Configurations
import Dispatch
import Engine
import Foundation
import GitRepositories
import HTTPTransport
import Promotion
import Reconcilers
import Secrets
import Web

/// Looks at everything that the daemon depends on, and says what is wrong and how to mend it. Changes nothing.
struct Doctor: Sendable {
    let live: LiveConfiguration
    let engine: Engine
    let registry: any ImageRegistry
    let remotes: any GitRemotes
    let http: any HTTPSending

    private static let deadline: Duration = .seconds(20)
    private static let atOnce = 32

    private typealias Check = (subject: String, look: @Sendable () async throws -> String)

    /// Every probe, in the order of what it looks at; probes that take long delay no others.
    func probe() async -> [Probe] {
        let checks = await checks()
        var probes: [Int: Probe] = [:]
        await withTaskGroup(of: (Int, Probe).self) { group in
            var waiting = checks.enumerated().makeIterator()
            func startNext() {
                guard let (index, check) = waiting.next() else { return }
                group.addTask { (index, await Self.run(check)) }
            }
            for _ in 0..<Self.atOnce { startNext() }
            while let (index, probe) = await group.next() {
                probes[index] = probe
                startNext()
            }
        }
        return checks.indices.compactMap { probes[$0] }
    }

    private static func run(_ check: Check) async -> Probe {
        do {
            return Probe(subject: check.subject, ok: true, message: try await check.look())
        } catch let problem as Problem {
            return Probe(subject: check.subject, ok: false, message: problem.summary, remedy: problem.remedy)
        } catch {
            return Probe(subject: check.subject, ok: false, message: "\(error)")
        }
    }

    private func checks() async -> [Check] {
        let prepared = live.current
        let configuration = prepared.configuration
        return [configurationCheck, storeCheck, auditCheck] + (prepared.signingKey.map { [signingCheck($0)] } ?? [])
            + Dictionary(grouping: configuration.environments.values, by: \.branch)
            .sorted { "\($0.key)" < "\($1.key)" }.map(branchCheck)
            + Dictionary(
                configuration.pipelines.values.flatMap(\.sources).map { ($0.repository, $0.origin) },
                uniquingKeysWith: { first, _ in first }
            ).sorted { $0.key < $1.key }.map { sourceCheck($0.value, $0.key) }
            + configuration.environments.values.sorted { $0.name < $1.name }.flatMap(reconcilerChecks)
            + configuration.environments.values.sorted { $0.name < $1.name }.flatMap(verificationChecks)
            + prepared.settings.notifications.map { subscriber in
                ("notifications \(subscriber.name)", { try await answers(subscriber.url, caFile: subscriber.caFile) })
            }
    }

    private var configurationCheck: Check {
        (
            "configuration",
            {
                if let refusal = live.refusal {
                    throw Problem.permanent(refusal, remedy: "`sluice validate` shows everything that is wrong.")
                }
                let warnings = live.current.configuration.warnings
                return warnings.isEmpty
                    ? "in force" : "in force; \(warnings.map(\.description).joined(separator: "; "))"
            }
        )
    }

    private var storeCheck: Check {
        (
            "store",
            {
                if let problem = await engine.storeProblem { throw problem }
                return "state is saved"
            }
        )
    }

    private var auditCheck: Check {
        ("audit log", { "\(counted(try await engine.verifyAudit().sequence, "record")), each in its place" })
    }

    private func signingCheck(_ key: SigningKey) -> Check {
        (
            "signing key",
            {
                let answer: Result<Void, SigningKeyProblem> = await withCheckedContinuation { continuation in
                    DispatchQueue.global().async {
                        continuation.resume(returning: Result { () throws(SigningKeyProblem) in try key.probe() })
                    }
                }
                do throws(SigningKeyProblem) {
                    try answer.get()
                } catch {
                    throw Problem.permanent(
                        "Commits cannot be signed: \(error).",
                        remedy: "See that the agent runs, and that `ssh-add -l` names the key.")
                }
                return "signs; for allowed_signers: \(key.publicKey)"
            }
        )
    }

    /// - Parameter environments: those that have the branch; where one has a fork, that is where it is pushed to.
    private func branchCheck(_ branch: Branch, _ environments: [Environment]) -> Check {
        let targets = Set(environments.map { $0.delivery.mergeRequest?.fork ?? branch.remote })
        return (
            "branch \(branch)",
            {
                guard let tip = try await remotes.tip(of: branch, deadline: Self.deadline) else {
                    throw Problem.permanent(
                        "\(branch.remote) has no branch \(branch.name).",
                        remedy: "Push a first commit to it, or name another one in environments/.")
                }
                for target in targets.sorted(by: { "\($0)" < "\($1)" }) {
                    try await remotes.probePush(to: target, deadline: Self.deadline)
                }
                return "read at \(tip.short); the server takes pushes (what protects the branch shows at a push only)"
            }
        )
    }

    private func sourceCheck(_ origin: Source.Origin, _ name: String) -> Check {
        (
            "source \(name)",
            {
                switch origin {
                case .image(let repository): return counted(try await registry.tags(of: repository).count, "tag")
                case .gitTags(let remote):
                    return counted(try await remotes.tags(of: remote, deadline: Self.deadline).count, "tag")
                case .gitBranch(let remote, let name):
                    let branch = Branch(remote: remote, name: name)
                    guard let head = try await remotes.head(of: branch, deadline: Self.deadline) else {
                        throw Problem.permanent("\(remote) has no branch \(name).")
                    }
                    return "at \(head.commit.short)"
                }
            }
        )
    }

    private func reconcilerChecks(_ environment: Environment) -> [Check] {
        guard case .all(let parts) = environment.reconciler else {
            return [check(environment.reconciler, "reconciler of \(environment.name)", environment)].compactMap(\.self)
        }
        return parts.compactMap { check($0.kind, "reconciler \($0.name) of \(environment.name)", environment) }
    }

    private func check(_ reconciler: ReconcilerKind, _ subject: String, _ environment: Environment) -> Check? {
        let secrets = live.current.secrets
        switch reconciler {
        // Each of several has a check of its own.
        case .none, .all: return nil
        case .command(let command):
            let names = [command.arguments, command.observation?.arguments ?? []].compactMap(\.first)
            return (subject, { () throws(Problem) in try programs(names) })
        case .webhook(let webhook):
            return (
                subject,
                {
                    if let secret = webhook.secret { _ = try secrets.read(secret) }
                    if let token = webhook.observation?.token { _ = try secrets.text(token) }
                    return try await answers(webhook.url, caFile: webhook.caFile)
                }
            )
        case .argocd(let definition):
            return (subject, { try await ArgoCD.probe(definition, secrets: secrets, http: http) })
        case .flux(let flux):
            return (
                subject,
                {
                    try await cluster(flux.access).probe(
                        groups: ["source.toolkit.fluxcd.io"]
                            + (flux.kustomization == nil ? [] : ["kustomize.toolkit.fluxcd.io"])
                            + (flux.helmRelease == nil ? [] : ["helm.toolkit.fluxcd.io"]))
                }
            )
        case .kubernetes(let kubernetes):
            return (
                subject,
                {
                    switch kubernetes.manifests {
                    case .plain: break
                    case .kustomize: _ = try programs(["kustomize"])
                    case .helm: _ = try programs(["helm"])
                    }
                    return try await cluster(kubernetes.access).probe()
                }
            )
        case .gitlabCI(let definition):
            let branch = environment.branch
            return (subject, { try await GitLabCI.probe(definition, branch: branch, secrets: secrets, http: http) })
        case .githubActions(let definition):
            let branch = environment.branch
            return (
                subject,
                { try await GitHubActions.probe(definition, branch: branch, secrets: secrets, http: http) }
            )
        case .terraform(let definition):
            return (subject, { try await HCPTerraform.probe(definition, secrets: secrets, http: http) })
        }
    }

    private func cluster(_ access: KubernetesAccess) -> KubernetesClient {
        KubernetesClient(
            access, secrets: live.current.secrets, http: http, environment: ProcessInfo.processInfo.environment,
            credentials: ExecCredentials())
    }

    /// Programs and secrets that have to be there, and whether Prometheus answers.
    private func verificationChecks(_ environment: Environment) -> [Check] {
        let secrets = live.current.secrets
        return environment.verifications.compactMap { verification in
            let subject = "verification \(verification.name) of \(environment.name)"
            switch verification.kind {
            case .wait: return nil
            case .command(let command):
                return (subject, { () throws(Problem) in try programs(Array(command.arguments.prefix(1))) })
            case .prometheus(let query):
                return (
                    subject,
                    {
                        if let token = query.token { _ = try secrets.text(token) }
                        return try await answers(query.url, caFile: query.caFile)
                    }
                )
            case .http(let http):
                guard let token = http.token else { return nil }
                return (
                    subject,
                    {
                        _ = try secrets.text(token)
                        return "its token is there"
                    }
                )
            }
        }
    }

    /// The paths of programs.
    private func programs(_ names: [String]) throws(Problem) -> String {
        var paths: [String] = []
        for name in names {
            guard let path = executable(name) else {
                throw .permanent(
                    "The program \(name) is not there or may not be run.",
                    remedy: "Install it for the user that runs sluice, or name its absolute path.")
            }
            paths.append(path)
        }
        return paths.joined(separator: ", ")
    }

    /// Whether anybody answers there, whatever they answer: a POST would set something going.
    private func answers(_ url: String, caFile: String?) async throws(Problem) -> String {
        var request = HTTPRequest("HEAD", url)
        request.caFile = caFile
        request.deadline = Self.deadline
        request.allowPlaintext = true
        do {
            return "answers (\(try await http.send(request).status) to HEAD)"
        } catch {
            throw .permanent("\(error)")
        }
    }

    private func executable(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let candidates = name.contains("/") ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
