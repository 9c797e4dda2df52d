import Promotion
import Synchronization

/// What changed in applications between two versions, so that it is read once for each merge request and not at each word.
final class ChangesMemory: Sendable {
    struct Key: Hashable, Sendable {
        let source: String
        let from: String?
        let to: Artifact
    }

    private let known = Mutex<[Key: MergeRequestFacts.Changes]>([:])

    func value(of key: Key) -> MergeRequestFacts.Changes? { known.withLock { $0[key] } }

    /// Forgets all once there are many: it is a memory, and what is asked again is read again.
    func keep(_ changes: MergeRequestFacts.Changes, for key: Key) {
        guard case .known = changes else { return }
        known.withLock { known in
            if known.count >= 500 { known = [:] }
            known[key] = changes
        }
    }
}
