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

    /// How long to wait after a look at the files, at their names, sizes and times, that took so long: of thousands of
    /// files one takes tens of milliseconds, and may not cost more than half a per cent of a core.
    static func pause(after look: Duration) -> Duration { min(max(.seconds(2), look * 200), .seconds(60)) }

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
        var pause = Self.pause(after: .zero)
        while (try? await Task.sleep(for: pause)) != nil {
            let began = ContinuousClock.now
            let now = await fingerprint(live.current.directory)
            pause = Self.pause(after: ContinuousClock.now - began)
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
