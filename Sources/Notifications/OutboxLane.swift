import Foundation
import Logging
import Promotion

/// The way of the notices to one subscriber.
struct OutboxLane: Sendable {
    let subscriber: String
    let notifier: any Notifier
    let store: any Store
    let schedule: RetrySchedule
    let logger: Logger
    let clock: any Clock<Duration>
    let now: @Sendable () -> Date
    let signal = WakeSignal()

    /// How long nothing may be looked for, whatever wakes were lost.
    private static let longestWait: TimeInterval = 60
    private static let pageSize = 100

    func run() async {
        var progress = Progress()
        while !Task.isCancelled {
            switch await deliverDue(&progress) {
            case .again: continue
            case .wait(let seconds): await signal.wait(atMost: .seconds(seconds), on: clock)
            // New notices are no reason to try a subscriber that is down any sooner.
            case .rest(let seconds): try? await clock.sleep(for: .seconds(seconds))
            }
        }
    }

    /// What a lane does next.
    private enum Next {
        case again
        /// Until woken, or for so many seconds.
        case wait(TimeInterval)
        /// For so many seconds, whoever wakes.
        case rest(TimeInterval)
    }

    /// What a lane remembers from one round to the next.
    private struct Progress {
        var failuresInARow = 0
        /// When something that was put off is due again.
        var retries: Set<Date> = []
    }

    /// Delivers what is due, oldest first.
    private func deliverDue(_ progress: inout Progress) async -> Next {
        do {
            let due = try await store.dueNotices(to: subscriber, now: now(), limit: Self.pageSize)
            for pending in due {
                guard !Task.isCancelled else { return .again }
                let result = await attempt(pending)
                guard !Task.isCancelled || result == .delivered else { return .again }
                try await settle(pending, result)
                guard case .retry(let at) = result else {
                    progress.failuresInARow = 0
                    continue
                }
                progress.retries.insert(at)
                progress.failuresInARow += 1
                if progress.failuresInARow > 1 {
                    return .rest(schedule.delay(afterFailures: progress.failuresInARow - 1))
                }
            }
            if due.count == Self.pageSize { return .again }
            let moment = now()
            progress.retries = progress.retries.filter { $0 > moment }
            let next = progress.retries.min().map { $0.timeIntervalSince(moment) }
            return .wait(min(next ?? Self.longestWait, Self.longestWait))
        } catch {
            // What was delivered may not be settled: it goes out again, but not in a tight loop.
            logger.warning("The outbox of \(subscriber) stands still: \(error)")
            return .rest(schedule.delay(afterFailures: 1))
        }
    }

    private func attempt(_ pending: PendingNotice) async -> NoticeResult {
        do {
            try await notifier.deliver(pending.notice)
            return .delivered
        } catch {
            logger.warning(
                "A notice was not delivered: \(error)",
                metadata: ["subscriber": "\(subscriber)", "notice": "\(pending.notice.id)"])
            return schedule.result(of: error, for: pending, now: now())
        }
    }

    private func settle(_ pending: PendingNotice, _ result: NoticeResult) async throws(Problem) {
        if case .dropped(let reason) = result {
            try await store.drop(pending, reason: reason, now: now())
        } else {
            try await store.settle(pending.id, result: result)
        }
    }
}
