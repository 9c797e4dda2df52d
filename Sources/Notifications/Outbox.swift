package import Foundation
package import Logging
package import Promotion

/// Delivers the store's notices, at least once, to each subscriber in a lane of its own: one that hangs delays nobody else's.
///
/// A notice is forgotten only after its subscriber took it, or when it is given up; that is recorded in the audit log. A
/// notice that alone fails is put off and the next one goes ahead; two failures in a row mean that the subscriber is down, and
/// its lane rests.
package struct Outbox: Sendable {
    private let store: any Store
    private let lanes: [OutboxLane]
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Date
    private let logger: Logger

    /// `subscribers` are fixed: after a change of the configuration the next outbox takes over where this one stopped.
    package init(
        store: any Store, subscribers: [String: any Notifier], schedule: RetrySchedule = RetrySchedule(),
        logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.clock = clock
        self.now = now
        self.logger = logger
        lanes = subscribers.map { name, notifier in
            OutboxLane(
                subscriber: name, notifier: notifier, store: store, schedule: schedule, logger: logger, clock: clock,
                now: now)
        }
    }

    /// Says that there are new notices. Without it they are found within a minute.
    package func wake() {
        for lane in lanes { lane.signal.wake() }
    }

    /// Delivers until the task is cancelled, and no shorter where there is nobody to deliver to.
    package func run() async {
        await dropOrphans()
        await withDiscardingTaskGroup { group in
            for lane in lanes { group.addTask { await lane.run() } }
        }
        // Lanes end with the task; without one there is nothing to do until then.
        while !Task.isCancelled { try? await clock.sleep(for: .seconds(3600)) }
    }

    /// Gives up what waits for subscribers that the configuration does not have any more.
    private func dropOrphans() async {
        let known = Set(lanes.map(\.subscriber))
        do {
            let pending = try await store.dueNotices(to: nil, now: .distantFuture, limit: 10_000)
            for orphan in pending where !known.contains(orphan.subscriber) {
                try await store.drop(orphan, reason: "the subscriber is gone from the configuration", now: now())
            }
        } catch {
            logger.warning("Notices of former subscribers stay: \(error)")
        }
    }
}

extension Store {
    /// Forgets a notice for good, and records that.
    func drop(_ pending: PendingNotice, reason: String, now: Date) async throws(Problem) {
        let notice = pending.notice
        var changes = StoreChanges()
        changes.records = [
            AuditRecord(
                at: now, actor: "sluice", action: "dropped", pipeline: notice.stage.pipeline,
                environment: notice.stage.environment, promotion: notice.promotion, release: notice.release,
                message: "The notice \(notice.topic.rawValue) to \(pending.subscriber) was given up: \(reason)")
        ]
        try await commit(changes)
        try await settle(pending.id, result: .dropped(reason))
    }
}
