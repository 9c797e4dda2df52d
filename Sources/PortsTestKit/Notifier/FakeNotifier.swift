package import Promotion
import Synchronization

/// A subscriber that remembers what it was told, and fails when a test says so.
package final class FakeNotifier: Notifier {
    private struct State {
        var failures: [Problem] = []
        var outage: Problem?
        var refused: [String: Problem] = [:]
    }

    private let state = Mutex(State())

    /// What was delivered, repeats included.
    package let delivered = Recorder<Notice>()
    /// Every attempt, failed ones included.
    package let attempts = Recorder<Notice>()

    package init() {}

    /// The next deliveries throw these, one each.
    package func failNext(_ problems: Problem...) { state.withLock { $0.failures += problems } }

    /// Every delivery throws `problem` until it is nil again.
    package func setOutage(_ problem: Problem?) { state.withLock { $0.outage = problem } }

    /// Every delivery of this one notice throws `problem`.
    package func refuse(_ id: String, _ problem: Problem) { state.withLock { $0.refused[id] = problem } }

    package func deliver(_ notice: Notice) async throws(Problem) {
        let failure = state.withLock { state in
            state.failures.isEmpty ? state.refused[notice.id] ?? state.outage : state.failures.removeFirst()
        }
        attempts.append(notice)
        if let failure { throw failure }
        delivered.append(notice)
    }
}
