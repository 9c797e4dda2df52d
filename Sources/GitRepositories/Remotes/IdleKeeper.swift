import Promotion
import Synchronization

/// Which remotes keep something open, and since when nobody has used it.
final class IdleKeeper: Sendable {
    private let limit: Int
    private let used = Mutex<[RemoteURL: ContinuousClock.Instant]>([:])

    /// `limit`: how many may keep it open at once.
    init(limit: Int) { self.limit = limit }

    /// Notes that a remote used it now, and answers who has to close his for it.
    func touch(_ remote: RemoteURL, at now: ContinuousClock.Instant) -> RemoteURL? {
        used.withLock { used in
            used[remote] = now
            guard used.count > limit, let oldest = used.min(by: { $0.value < $1.value })?.key else { return nil }
            used[oldest] = nil
            return oldest
        }
    }

    /// Forgets a remote that has it closed.
    func forget(_ remote: RemoteURL) { used.withLock { $0[remote] = nil } }

    /// Takes out those that have not used it since `moment`.
    func takeIdle(since moment: ContinuousClock.Instant) -> [RemoteURL] {
        used.withLock { used in
            let idle = used.filter { $0.value < moment }.map(\.key)
            for remote in idle { used[remote] = nil }
            return idle
        }
    }
}
