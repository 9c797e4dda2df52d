package import Engine
import Promotion

/// What the API serves: the engine, and what only the composition root can do.
package struct WebServices: Sendable {
    package let engine: Engine
    package let version: String
    /// Who may do what, as it is configured now.
    package let access: @Sendable () -> AccessControl
    package let environments: @Sendable () -> [String]
    /// Why the newest configuration was refused, if it was.
    package let configurationProblem: @Sendable () -> String?
    package let reload: @Sendable () async throws -> ReloadBody
    package let doctor: @Sendable () async -> [Probe]

    package init(
        engine: Engine, version: String, access: @escaping @Sendable () -> AccessControl,
        environments: @escaping @Sendable () -> [String], configurationProblem: @escaping @Sendable () -> String?,
        reload: @escaping @Sendable () async throws -> ReloadBody, doctor: @escaping @Sendable () async -> [Probe]
    ) {
        self.engine = engine
        self.version = version
        self.access = access
        self.environments = environments
        self.configurationProblem = configurationProblem
        self.reload = reload
        self.doctor = doctor
    }

    /// Ready while state can be saved. A refused configuration is told, and stops nothing.
    func readiness() async -> ReadinessBody {
        let store = await engine.storeProblem
        let running = await engine.isRunning
        var problems = [store?.description, configurationProblem()].compactMap { $0 }
        if !running { problems.append("The engine does not run.") }
        return ReadinessBody(ready: store == nil && running, problems: problems)
    }

    /// The counter of saved changes, as soon as it is another than `after`; the same one after 25 seconds.
    func change(after: Int) async -> Int {
        await withTaskGroup(of: Int?.self) { group in
            group.addTask {
                for await revision in await engine.changes() where revision != after { return revision }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(25))
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? after
        }
    }
}
