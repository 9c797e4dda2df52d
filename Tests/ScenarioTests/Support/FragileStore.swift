import Foundation
import Promotion
import Synchronization

/// A store that saves nothing any more after some commits, until it is mended: a full disk, or a process that is gone.
final class FragileStore: Store {
    private let store: any Store
    private let left: Mutex<Int>
    /// What happens elsewhere while something is being saved.
    private let meanwhile: @Sendable () -> Void

    init(_ store: any Store, lasting commits: Int = .max, meanwhile: @escaping @Sendable () -> Void = {}) {
        self.store = store
        left = Mutex(commits)
        self.meanwhile = meanwhile
    }

    /// Takes so many more commits from now on.
    func last(_ commits: Int) { left.withLock { $0 = commits } }

    func commit(_ changes: StoreChanges) async throws(Problem) -> AuditHead {
        let isWhole = left.withLock { left in
            left -= 1
            return left >= 0
        }
        meanwhile()
        guard isWhole else { throw .transient("The disk is full.") }
        return try await store.commit(changes)
    }

    func pipelineStates() async throws(Problem) -> [PipelineState] { try await store.pipelineStates() }
    func auditHead() async throws(Problem) -> AuditHead { try await store.auditHead() }
    func verifyAudit() async throws(Problem) -> AuditHead { try await store.verifyAudit() }
    func backup(to path: String) async throws(Problem) { try await store.backup(to: path) }

    func auditRecords(
        pipeline: String?, environment: String?, before: Int?, limit: Int
    ) async throws(Problem) -> [StoredAuditRecord] {
        try await store.auditRecords(pipeline: pipeline, environment: environment, before: before, limit: limit)
    }

    func dueNotices(to subscriber: String?, now: Date, limit: Int) async throws(Problem) -> [PendingNotice] {
        try await store.dueNotices(to: subscriber, now: now, limit: limit)
    }

    func settle(_ notice: PendingNotice.ID, result: NoticeResult) async throws(Problem) {
        try await store.settle(notice, result: result)
    }

    func firstSeen(_ tags: [String], repository: String, now: Date) async throws(Problem) -> [String: Date] {
        try await store.firstSeen(tags, repository: repository, now: now)
    }

    func imageDetails(of digest: String) async throws(Problem) -> ImageDetails? {
        try await store.imageDetails(of: digest)
    }

    func keepImageDetails(_ details: ImageDetails, of digest: String) async throws(Problem) {
        try await store.keepImageDetails(details, of: digest)
    }
}
