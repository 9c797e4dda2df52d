import Foundation
import Promotion
import Synchronization

/// What is remembered of servers that run pipelines, from call to call. All of it can be lost: then it is asked for again, and
/// a request whose answer was lost is waited for by what its receipt says.
final class RunMemory: Sendable {
    private struct State {
        /// Promotions that were told as failed: who asks for one of them again wants it tried again.
        var failed: Set<PromotionID> = []
        /// Requests whose answers did not name their pipelines.
        var sent: [PromotionID: RunReceipt] = [:]
        /// What ended jobs have reported, by their addresses; nil where that is nothing.
        var plans: [String: PlanSummary?] = [:]
        /// Commits that configurations of Terraform came from.
        var commits: [String: CommitID] = [:]
    }

    private let state = Mutex(State())
    private let clock: any WallClock
    private static let limit = 10_000
    /// How long a server may take to show what it was asked for, before the same is asked for again.
    static let settling: TimeInterval = 120

    init(clock: any WallClock) { self.clock = clock }

    func noteFailure(of promotion: PromotionID) {
        state.withLock { state in
            if state.failed.count >= Self.limit { state.failed = [] }
            state.failed.insert(promotion)
        }
    }

    /// Whether a promotion was told as failed since it was last asked for.
    func takeFailure(of promotion: PromotionID) -> Bool {
        state.withLock { $0.failed.remove(promotion) != nil }
    }

    /// Notes that a pipeline was asked for now, by a request whose answer did not name it.
    func noteSent(_ promotion: PromotionID, isTaken: Bool) -> RunReceipt {
        let receipt = RunReceipt(sent: Int(clock.now.timeIntervalSince1970), isTaken: isTaken ? true : nil)
        state.withLock { state in
            if state.sent.count >= Self.limit { state.sent = [:] }
            state.sent[promotion] = receipt
        }
        return receipt
    }

    /// The last such request of a promotion; what its receipt says where nothing newer is known.
    func sent(_ promotion: PromotionID, _ receipt: RunReceipt = RunReceipt()) -> RunReceipt? {
        let known = state.withLock { $0.sent[promotion] }
        if let known, (known.sent ?? 0) >= (receipt.sent ?? 0) { return known }
        return receipt.sent == nil ? nil : receipt
    }

    /// The last such request of a promotion, where it may only not show yet.
    func recentlySent(_ promotion: PromotionID) -> RunReceipt? {
        sent(promotion).flatMap { hasHadItsTime($0) ? nil : $0 }
    }

    func forgetSent(_ promotion: PromotionID) { state.withLock { _ = $0.sent.removeValue(forKey: promotion) } }

    /// Whether what was asked for would show by now if the server had taken it, so that it may be asked for again.
    func isSettled(_ receipt: RunReceipt) -> Bool { receipt.isTaken != true && hasHadItsTime(receipt) }

    private func hasHadItsTime(_ receipt: RunReceipt) -> Bool {
        clock.now.timeIntervalSince1970 - TimeInterval(receipt.sent ?? 0) >= Self.settling
    }

    /// What an ended job has reported, which is asked for once: nobody changes it any more. What cannot be read now is asked
    /// for again, and keeps nothing from going on.
    func plan(
        of job: String, _ read: () async throws(Problem) -> PlanSummary?
    ) async -> PlanSummary? {
        if let known = state.withLock({ $0.plans[job] }) { return known }
        let plan: PlanSummary?
        do throws(Problem) {
            plan = try await read()
        } catch {
            if error.isTransient { return nil }
            plan = nil
        }
        state.withLock { state in
            if state.plans.count >= Self.limit { state.plans = [:] }
            state.plans[job] = .some(plan)
        }
        return plan
    }

    func commit(of configuration: String) -> CommitID? { state.withLock { $0.commits[configuration] } }

    func note(_ commit: CommitID, of configuration: String) {
        state.withLock { state in
            if state.commits.count >= Self.limit { state.commits = [:] }
            state.commits[configuration] = commit
        }
    }
}
