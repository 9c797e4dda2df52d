import Glibc
import Synchronization

/// Named moments at which a test may want the process to die as by `kill -9`.
package struct CrashPoint: Sendable {
    /// A moment between two durable steps of a promotion.
    package enum Phase: String, Sendable, CaseIterable {
        /// The intent to send is saved, and nothing was made yet.
        case intentSaved
        /// The commit is on the disk, and nothing of it was sent.
        case commitMade
        /// The server has the whole pack, and its answer has not been waited for.
        case packSent
        /// The server has answered, and nobody has acted on the answer.
        case answerUnread
        /// A promotion's own branch has its commit, and the host was not asked for a merge request.
        case branchPushed
        /// The host has opened the merge request, and that is not saved yet.
        case mergeRequestOpened
        /// The host has answered an order to merge, and nobody has acted on the answer.
        case mergeAnswered
        /// That the commit landed is saved, and the reconciler was not asked yet.
        case effectRecorded
        /// The reconciler was asked, and that is not saved yet.
        case handOffRequested
    }

    private let action: @Sendable (Phase) -> Void

    /// For tests: `action` is called at each moment, on the thread that reaches it.
    package init(_ action: @escaping @Sendable (Phase) -> Void) { self.action = action }

    /// Called at each moment.
    package func reached(_ phase: Phase) { action(phase) }

    /// Kills this process the `n`th time that it reaches a moment, where `SLUICE_CRASH_POINT` says so: `packSent`, or
    /// `packSent:3`. Without that variable it does nothing.
    package static let fromEnvironment: CrashPoint = {
        guard let value = getenv("SLUICE_CRASH_POINT").map({ String(cString: $0) }) else { return CrashPoint { _ in } }
        let fields = value.split(separator: ":").map(String.init)
        let chosen = fields.first.flatMap(Phase.init)
        let turn = fields.count > 1 ? Int(fields[1]) ?? 1 : 1
        let count = Mutex(0)
        return CrashPoint { phase in
            guard phase == chosen else { return }
            let now = count.withLock { count in
                count += 1
                return count
            }
            if now == turn { kill(getpid(), SIGKILL) }
        }
    }()
}
