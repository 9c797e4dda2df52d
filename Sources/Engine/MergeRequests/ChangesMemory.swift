import Foundation
import Promotion
import Synchronization

/// What changed in applications between two versions, so that it is read once for each merge request and not at each word.
final class ChangesMemory: Sendable {
    struct Key: Hashable, Sendable {
        let source: String
        let from: String?
        let to: Artifact
    }

    /// Seconds for which it is remembered that something can't be had.
    private static let failureLasts: TimeInterval = 600

    private let known = Mutex<[Key: (changes: MergeRequestFacts.Changes, until: Date)]>([:])

    func value(of key: Key, at now: Date) -> MergeRequestFacts.Changes? {
        known.withLock { known in known[key].flatMap { $0.until > now ? $0.changes : nil } }
    }

    /// Forgets all once there are many: it is a memory, and what is asked again is read again.
    func keep(_ changes: MergeRequestFacts.Changes, for key: Key, at now: Date) {
        var until = Date.distantFuture
        if case .unknown = changes { until = now.addingTimeInterval(Self.failureLasts) }
        known.withLock { known in
            if known.count >= 500 { known = [:] }
            known[key] = (changes, until)
        }
    }
}
