import Configurations
import Dispatch
import Engine
import Foundation
import Logging
import Promotion
import Web

/// Puts new configurations in force, one after the other, each as a whole or not at all.
actor Reloader {
    private let live: LiveConfiguration
    private let engine: Engine
    private let environment: [String: String]
    private let log: Logger
    private var last: Task<Void, Never>?

    init(_ live: LiveConfiguration, engine: Engine, environment: [String: String], log: Logger) {
        self.live = live
        self.engine = engine
        self.environment = environment
        self.log = log
    }

    /// Reads the configuration again. Throws a permanent problem with everything that is wrong where it is refused: the one
    /// in force stays, and that it does is logged, told by `/readyz` and counted in the metrics.
    func reload(because reason: String) async throws(Problem) -> ReloadBody {
        let before = last
        let turn = Task { () -> Result<ReloadBody, ConfigurationRefusal> in
            await before?.value
            return await self.load(because: reason)
        }
        last = Task { _ = await turn.value }
        do {
            return try await turn.value.get()
        } catch {
            throw .permanent(
                "The new configuration is refused, and the old one stays in force:\n\(error.description)",
                remedy: "Mend the files; they are read again as soon as they change.")
        }
    }

    private func load(because reason: String) async -> Result<ReloadBody, ConfigurationRefusal> {
        let old = live.current
        do throws(ConfigurationRefusal) {
            let new = try await prepare(directory: old.directory, environment: environment)
            let warnings =
                new.configuration.warnings.map(\.description)
                + new.settings.needingRestart(from: old.settings).map {
                    "sluice.yaml: `\($0)` was changed, which takes effect when sluice is started again"
                }
            live.replace(with: new)
            await engine.reconfigure(new.definitions)
            log.notice("configuration loaded", metadata: ["because": "\(reason)"])
            for warning in warnings { log.warning("\(warning)") }
            return .success(
                ReloadBody(
                    pipelines: new.configuration.pipelines.count, environments: new.configuration.environments.count,
                    warnings: warnings))
        } catch {
            live.refuse("The newest configuration is refused: \(error.lines.first ?? "")\(error.more)")
            log.error(
                "the new configuration is refused; the old one stays in force", metadata: ["because": "\(reason)"])
            for line in error.lines { log.error("\(line)") }
            return .failure(error)
        }
    }
}

/// Reads files and secrets on a thread that may block.
func prepare(
    directory: String, environment: [String: String]
) async throws(ConfigurationRefusal) -> PreparedConfiguration {
    let result = await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(
                returning: Result { () throws(ConfigurationRefusal) in
                    try PreparedConfiguration(directory: directory, environment: environment)
                })
        }
    }
    return try result.get()
}

extension ConfigurationRefusal {
    fileprivate var more: String {
        lines.count > 1 ? " (and \(lines.count - 1) more; `sluice validate` lists all)" : ""
    }
}

extension Settings {
    /// The keys that only a start reads.
    fileprivate func needingRestart(from old: Settings) -> [String] {
        var keys: [String] = []
        if listen != old.listen { keys.append("listen") }
        if tls != old.tls { keys.append("tls") }
        if store != old.store { keys.append("store") }
        if git != old.git { keys.append("git") }
        if log != old.log { keys.append("log") }
        return keys
    }
}
