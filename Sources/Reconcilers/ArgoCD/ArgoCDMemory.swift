package import Promotion
import Synchronization

/// What is remembered of Argo CD from call to call. All of it can be lost.
package final class ArgoCDMemory: Sendable {
    private struct State {
        /// When applications were last asked to be looked at again, so that a promotion that waits for long does not make
        /// Argo CD work at every look.
        var refreshed: [String: ContinuousClock.Instant] = [:]
        /// Promotions that were told as failed: who asks for one of them again wants it tried again.
        var failed: Set<PromotionID> = []
        var watches: [String: ApplicationWatch] = [:]
    }

    private let state = Mutex(State())
    private static let limit = 10_000

    private let news: ReconcilerNews
    private let pauses: WatchPauses

    package init(news: @escaping ReconcilerNews = { _ in }, pauses: WatchPauses = WatchPauses()) {
        self.news = news
        self.pauses = pauses
    }

    /// The one watch of what an account sees of a project, or of all of them.
    func watch(of project: String?, at server: ArgoCDServer) -> ApplicationWatch {
        let key = "\(server.url) \(server.token) \(server.caFile ?? "") \(project ?? "")"
        return state.withLock { state in
            if let known = state.watches[key] { return known }
            if state.watches.count >= 1000 { state.watches = [:] }
            let watch = ApplicationWatch(of: project, news: news, pauses: pauses)
            state.watches[key] = watch
            return watch
        }
    }

    /// Whether a refresh may be asked for again now, and then notes that it was.
    func takesRefresh(of application: String, at server: String, every pause: Duration) -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            let key = "\(server) \(application)"
            if let then = state.refreshed[key], now - then < pause { return false }
            // What is that old decides nothing any more.
            if state.refreshed.count >= Self.limit {
                state.refreshed = state.refreshed.filter { now - $0.value < .seconds(60) }
            }
            state.refreshed[key] = now
            return true
        }
    }

    func noteFailure(of promotion: PromotionID) {
        state.withLock { state in
            if state.failed.count >= Self.limit { state.failed = [] }
            state.failed.insert(promotion)
        }
    }

    /// Whether a promotion was told as failed since it was last asked for.
    func hasFailed(_ promotion: PromotionID) -> Bool { state.withLock { $0.failed.contains(promotion) } }

    func forgetFailure(of promotion: PromotionID) { state.withLock { _ = $0.failed.remove(promotion) } }
}
