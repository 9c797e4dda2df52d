import Configurations
import Engine
import Foundation
import GitRepositories
import HTTPTransport
import Logging
import Promotion
import Reconcilers
import SSHTransport
import ServiceLifecycle
import Stores
import UnixSignals
import Verifications
import Web

/// The composition root: every part of the daemon, and how they hang together.
struct Daemon {
    let first: PreparedConfiguration
    let environment: [String: String]
    let log: Logger

    /// Runs until SIGTERM or SIGINT. Throws a problem where a part cannot be started.
    func run() async throws {
        let live = LiveConfiguration(first)
        let settings = first.settings
        let store = try await openStore(settings.store)
        let http = try HTTPClient()
        let transports = SSHTransports()
        let remotes = GitRepositories(
            RemoteSettings(mirrors: settings.git.mirrors, identity: identity) { remote in
                if remote.scheme == .ssh { return try ConfiguredTransport(remote, live, transports) }
                return try ConfiguredWebTransport(remote, live, http: http)
            })
        let registry = ConfiguredRegistry(live, http: http, cache: StoredDetails(store: store))
        let forges = ConfiguredForges(live, http: http)
        let lineage = Lineage(of: remotes) { id in
            live.current.configuration.pipelines[id.pipeline]?.stages.first { $0.environment == id.environment }
        }
        let files = CommitFiles(of: remotes)
        let (news, told) = AsyncStream.makeStream(of: Set<StageID>.self)
        let memory = ReconcilerMemory(news: { told.yield($0) })
        let ports = EnginePorts(
            store: store, registry: registry, remotes: remotes,
            reconciler: { [environment] target in
                Reconcilers.make(
                    target.reconciler, secrets: live.current.secrets, http: http, environment: environment,
                    lineage: lineage, files: files, memory: memory)
            },
            verifier: { [environment] in
                Verifications(secrets: live.current.secrets, http: http, environment: environment)
            }, forges: { forges.forges },
            writer: { environment in live.current.texts.writer(for: environment) })
        let engine = Engine(first.definitions, ports: ports, log: log)
        let reloader = Reloader(live, engine: engine, environment: environment, log: log)
        let doctor = Doctor(live: live, engine: engine, registry: registry, remotes: remotes, http: http)
        let issuerKeys = IssuerKeyCache(http: http, log: log)
        let webhooks = WebhookInbox(
            receivers: { live.current.webhooks }, hasten: { await engine.hasten($0) },
            issuerKeys: { await issuerKeys.keys(at: $0, knowing: $1) }, log: log)
        let api = API(
            WebServices(
                engine: engine, version: version, access: { live.current.access },
                configurationProblem: { live.refusal }, reload: { try await reloader.reload(because: "sluice reload") },
                doctor: { await doctor.probe() }, webhooks: webhooks), log: log)
        let server = try WebServer(
            api, host: settings.listen.host, port: settings.listen.port, tls: tls, log: log)

        // In the order in which they need one another; they are ended in the opposite one.
        let services: [any Service] = [
            CancelledAtShutdown("mirrors") { await remotes.run() },
            OutboxService(live: live, store: store, engine: engine, http: http, log: log),
            CancelledAtShutdown("engine") { try await engine.run() },
            CancelledAtShutdown("reconcilers' news") { for await stages in news { await engine.hear(stages) } },
            CancelledAtShutdown("webhooks") { await webhooks.run() },
            ConfigurationWatcher(live: live, reloader: reloader, log: log),
            WebService(server: server, settings: settings, log: log),
        ]
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: log.quiet)
        // What hangs on the network is cancelled then; whatever became of it is read back at the next start.
        configuration.maximumGracefulShutdownDuration = .seconds(6)
        try await ServiceGroup(configuration: configuration).run()
        await http.shutdown()
        log.notice("stopped")
    }

    private func openStore(_ location: StoreLocation) async throws(Problem) -> any Store {
        switch location {
        case .sqlite(let path): try await SQLiteStore.open(at: path)
        }
    }

    private var identity: CommitIdentity {
        let author = first.settings.git.author
        let committer = first.settings.git.committer
        return CommitIdentity(
            name: author.name, email: author.email, committer: .init(name: committer.name, email: committer.email),
            signingKey: first.signingKey)
    }

    private var tls: WebServer.TLS? {
        guard let files = first.settings.tls, let key = first.tlsKey else { return nil }
        return WebServer.TLS(certificate: files.certificate, key: key)
    }
}

/// The API's server; says where it listens.
private struct WebService: Service {
    let server: WebServer
    let settings: Settings
    let log: Logger

    func run() async throws {
        let address = "\(settings.tls == nil ? "http" : "https")://\(settings.listen)"
        do {
            try await server.run { [log] _ in log.notice("sluice \(version) listens on \(address)") }
        } catch {
            throw Problem.permanent(
                "Cannot listen on \(settings.listen): \(error)",
                remedy: "Another process may have the port; `listen` in sluice.yaml names it.")
        }
    }
}

extension Logger {
    /// For libraries that tell their own story at every level.
    fileprivate var quiet: Logger {
        var quiet = self
        quiet.logLevel = max(logLevel, .warning)
        return quiet
    }
}
