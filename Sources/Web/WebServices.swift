package import Engine
import Promotion
import ServiceLifecycle

/// What the API serves: the engine, and what only the composition root can do.
package struct WebServices: Sendable {
    package let engine: Engine
    package let version: String
    /// Who may do what, as it is configured now.
    package let access: @Sendable () -> AccessControl
    /// Why the newest configuration was refused, if it was.
    package let configurationProblem: @Sendable () -> String?
    package let reload: @Sendable () async throws -> ReloadBody
    package let doctor: @Sendable () async -> [Probe]
    /// Where webhooks come in; nil where there are none.
    package let webhooks: WebhookInbox?

    package init(
        engine: Engine, version: String, access: @escaping @Sendable () -> AccessControl,
        configurationProblem: @escaping @Sendable () -> String?,
        reload: @escaping @Sendable () async throws -> ReloadBody, doctor: @escaping @Sendable () async -> [Probe],
        webhooks: WebhookInbox? = nil
    ) {
        self.engine = engine
        self.version = version
        self.access = access
        self.configurationProblem = configurationProblem
        self.reload = reload
        self.doctor = doctor
        self.webhooks = webhooks
    }

    /// The environments of a pipeline's stages; empty where there is no such pipeline.
    func stages(_ pipeline: String) async -> [String] {
        (try? await engine.status(of: pipeline))?.stages.map(\.stage.environment) ?? []
    }

    /// Ready while state can be saved. A refused configuration is told, and stops nothing.
    func readiness() async -> ReadinessBody {
        let store = await engine.storeProblem
        let running = await engine.isRunning
        var problems = [store?.description, configurationProblem()].compactMap { $0 }
        if !running { problems.append("The engine does not run.") }
        return ReadinessBody(ready: store == nil && running, problems: problems)
    }

    /// The counter of saved changes, as soon as it is another than `after`; the same one after `patience`, and when the
    /// daemon ends.
    func change(after: Int, patience: Duration = .seconds(25)) async -> Int {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Int?.self) { group in
                group.addTask {
                    for await revision in await engine.changes() where revision != after { return revision }
                    return nil
                }
                group.addTask {
                    try? await Task.sleep(for: patience)
                    return nil
                }
                let first = await group.next() ?? nil
                group.cancelAll()
                return first ?? after
            }
        }
    }
}
