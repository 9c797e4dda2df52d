import Configurations
import Dispatch
import Logging
import ServiceLifecycle
import UnixSignals

/// Reloads the configuration when a file of it changes, and on SIGHUP.
struct ConfigurationWatcher: Service {
    let live: LiveConfiguration
    let reloader: Reloader
    let log: Logger

    /// How often the files are looked at: their names, sizes and times, not their contents.
    static let interval: Duration = .seconds(2)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await onSignal() }
                group.addTask { await onChange() }
            }
        }
    }

    private func onSignal() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup) {
            _ = try? await reloader.reload(because: "SIGHUP")
        }
    }

    private func onChange() async {
        var seen = live.current.fingerprint
        var last = seen
        while (try? await Task.sleep(for: Self.interval)) != nil {
            let now = await fingerprint(live.current.directory)
            // Two looks that agree: a file that is still being written is not read half.
            defer { last = now }
            guard now != seen, now == last else { continue }
            seen = now
            // One that was loaded meanwhile, by a signal or a command, needs no second time.
            guard now != live.current.fingerprint else { continue }
            _ = try? await reloader.reload(because: "a file changed")
        }
    }

    private func fingerprint(_ directory: String) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Configuration.fingerprint(directory: directory))
            }
        }
    }
}
