import Synchronization

/// Lets requests through to each authority in the order of their arrival, as fast as that authority's `RateBudget`
/// allows.
///
/// Authorities do not delay one another. Nobody waits longer than `patience`.
final class Turnstile: Sendable {
    /// Why there is no turn.
    enum Refusal: Error {
        case cancelled, tooLong
    }

    private struct Waiter {
        let id: UInt64
        /// Everybody has the same patience, so the first in the queue is also the first to lose it.
        let deadline: Duration
        let continuation: CheckedContinuation<Refusal?, Never>
    }

    private struct Lane {
        var budget: RateBudget
        var waiters: [Waiter] = []
        /// When a timer will look at this lane; nil without a timer.
        var wakeAt: Duration?
    }

    private struct State {
        var lanes: [String: Lane] = [:]
        var lastID: UInt64 = 0
    }

    /// What is left to do after the lock is released.
    private typealias Answers = [(continuation: CheckedContinuation<Refusal?, Never>, refusal: Refusal?)]

    private let state = Mutex(State())
    private let limits: RateBudget.Limits
    private let patience: Duration
    /// The clock's time since this was made, and a sleep until such a time.
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (_ end: Duration) async throws -> Void

    init<C: Clock>(_ limits: RateBudget.Limits, patience: Duration, clock: C) where C.Duration == Duration {
        self.limits = limits
        self.patience = patience
        let origin = clock.now
        elapsed = { origin.duration(to: clock.now) }
        sleep = { try await clock.sleep(until: origin.advanced(by: $0), tolerance: nil) }
    }

    private var now: Duration { elapsed() }

    /// How many wait for their turn, by authority.
    var waiting: [String: Int] {
        state.withLock { $0.lanes.mapValues(\.waiters.count).filter { $0.value > 0 } }
    }

    /// Returns when one request to `authority` may go; `leave` must follow.
    func enter(_ authority: String) async throws(Refusal) {
        if !Task.isCancelled, admitsAtOnce(authority) { return }
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let refusal = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                change(authority) { lane, now in
                    // Asked under the lock: a cancellation after this finds the waiter in the queue.
                    if Task.isCancelled { return [(continuation, .cancelled)] }
                    if let end = lane.budget.pausedUntil, end > now + self.patience {
                        return [(continuation, .tooLong)]
                    }
                    lane.waiters.append(Waiter(id: id, deadline: now + self.patience, continuation: continuation))
                    return []
                }
            }
        } onCancel: {
            change(authority) { lane, _ in
                guard let index = lane.waiters.firstIndex(where: { $0.id == id }) else { return [] }
                return [(lane.waiters.remove(at: index).continuation, .cancelled)]
            }
        }
        if let refusal { throw refusal }
    }

    /// Lets a request through that finds nobody before it and has nothing to wait for.
    private func admitsAtOnce(_ authority: String) -> Bool {
        let now = now
        return state.withLock { state in
            guard state.lanes[authority]?.waiters.isEmpty == true else { return false }
            return state.lanes[authority]?.budget.admit(at: now) == .admitted
        }
    }

    /// A request that was let through has ended.
    func leave(_ authority: String) {
        change(authority) { lane, _ in
            lane.budget.finish()
            return []
        }
    }

    /// `authority` asked to be left alone for `pause`. False if that is longer than anybody's patience.
    @discardableResult
    func pause(_ authority: String, for pause: Duration) -> Bool {
        change(authority) { lane, now in
            lane.budget.pause(until: now + pause)
            return []
        }
        return pause <= patience
    }

    /// Changes one lane, lets through whom it now can, and answers them outside the lock.
    private func change(_ authority: String, _ body: (inout Lane, Duration) -> Answers) {
        let now = now
        let (answers, wake) = state.withLock { state in
            if state.lanes.count > 256 {
                state.lanes = state.lanes.filter { !$0.value.waiters.isEmpty || !$0.value.budget.isIdle(at: now) }
            }
            return Self.change(&state.lanes[authority, default: Lane(budget: RateBudget(limits, at: now))], now, body)
        }
        for answer in answers { answer.continuation.resume(returning: answer.refusal) }
        if let wake { startTimer(authority, at: wake) }
    }

    private static func change(
        _ lane: inout Lane, _ now: Duration, _ body: (inout Lane, Duration) -> Answers
    ) -> (Answers, wake: Duration?) {
        var answers = body(&lane, now)
        let wake = advance(&lane, at: now, &answers)
        return (answers, wake)
    }

    /// Lets through and sends away from the front of the queue. Answers when to look again, if no timer does so
    /// earlier.
    private static func advance(_ lane: inout Lane, at now: Duration, _ answers: inout Answers) -> Duration? {
        var next: Duration?
        var served = 0
        waiting: for waiter in lane.waiters {
            if waiter.deadline <= now {
                answers.append((waiter.continuation, .tooLong))
            } else {
                switch lane.budget.admit(at: now) {
                case .admitted:
                    answers.append((waiter.continuation, nil))
                case .full:
                    next = waiter.deadline
                    break waiting
                case .notBefore(let time):
                    next = min(time, waiter.deadline)
                    break waiting
                }
            }
            served += 1
        }
        lane.waiters.removeFirst(served)
        guard let next, lane.wakeAt.map({ next < $0 }) ?? true else { return nil }
        lane.wakeAt = next
        return next
    }

    private func startTimer(_ authority: String, at time: Duration) {
        Task { [weak self, sleep] in
            try? await sleep(time)
            self?.change(authority) { lane, now in
                if let wakeAt = lane.wakeAt, wakeAt <= now { lane.wakeAt = nil }
                return []
            }
        }
    }
}
