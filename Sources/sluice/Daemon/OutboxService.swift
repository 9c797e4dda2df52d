import Configurations
import Engine
import HTTPTransport
import Logging
import Notifications
import Promotion
import ServiceLifecycle

/// Delivers notices to the subscribers of the configuration in force.
struct OutboxService: Service {
    let live: LiveConfiguration
    let store: any Store
    let engine: Engine
    let http: any HTTPSending
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let changes = live.changes()
                let outbox = outbox()
                await withTaskGroup { group in
                    group.addTask { await outbox.run() }
                    group.addTask { for await _ in changes { return } }
                    let engine = engine
                    group.addTask {
                        for await _ in await engine.changes() { outbox.wake() }
                        // The engine ends before its notices do: what is left goes out until this service is ended too.
                        try? await Task.sleep(for: .seconds(3600))
                    }
                    await group.next()
                    group.cancelAll()
                }
            }
        }
    }

    private func outbox() -> Outbox {
        let prepared = live.current
        let subscribers = prepared.settings.notifications.map { subscriber in
            let notifier = WebhookNotifier(
                url: subscriber.url, secret: subscriber.secret, caFile: subscriber.caFile,
                source: prepared.settings.publicURL ?? "sluice", secrets: prepared.secrets, http: http)
            return (subscriber.name, notifier as any Notifier)
        }
        return Outbox(
            store: store, subscribers: Dictionary(subscribers, uniquingKeysWith: { $1 }), logger: log)
    }
}
