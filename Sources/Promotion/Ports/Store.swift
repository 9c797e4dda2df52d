package import Foundation

/// Keeps what must survive a restart. Git is the truth: everything here can be lost and found again.
///
/// One process at a time; every call either happened whole or not at all.
package protocol Store: Sendable {
    /// Every pipeline's state.
    func pipelineStates() async throws(Problem) -> [PipelineState]

    /// Saves states, audit records and notices in one durable transaction, and answers the audit log's new head.
    ///
    /// Each record is appended to the hash chain in the order given. Nothing else writes to it.
    @discardableResult
    func commit(_ changes: StoreChanges) async throws(Problem) -> AuditHead

    func auditHead() async throws(Problem) -> AuditHead

    /// Records, newest first, of a stage, a pipeline (environment nil) or all (both nil), before a sequence number.
    func auditRecords(
        pipeline: String?, environment: String?, before: Int?, limit: Int
    ) async throws(Problem) -> [StoredAuditRecord]

    /// Walks the whole chain, and throws a permanent problem that names the first broken record.
    func verifyAudit() async throws(Problem) -> AuditHead

    /// Notices that are not delivered to `subscriber` (nil: to anyone) yet and due by `now`, oldest first.
    func dueNotices(to subscriber: String?, now: Date, limit: Int) async throws(Problem) -> [PendingNotice]

    /// Forgets one that is delivered or dropped, or puts it off until a time; `attempts` counts up. One that is not
    /// there any more is settled already.
    func settle(_ notice: PendingNotice.ID, result: NoticeResult) async throws(Problem)

    /// When a tag of a repository with this digest was first seen; records `now` for those not seen before.
    func firstSeen(
        _ tags: [String], repository: String, now: Date
    ) async throws(Problem) -> [String: Date]

    /// What the image behind a digest says of itself, if it was asked before.
    func imageDetails(of digest: String) async throws(Problem) -> ImageDetails?
    func keepImageDetails(_ details: ImageDetails, of digest: String) async throws(Problem)

    /// A consistent copy at `path`, made while the store is in use. Refuses a path that exists.
    func backup(to path: String) async throws(Problem)
}

/// What one step of the engine saves.
package struct StoreChanges: Sendable {
    package var states: [PipelineState] = []
    /// Pipelines whose state is dropped.
    package var removed: [String] = []
    package var records: [AuditRecord] = []
    /// Each with the subscribers that it goes to.
    package var notices: [(notice: Notice, subscribers: [String])] = []

    package init() {}

    package var isEmpty: Bool { states.isEmpty && removed.isEmpty && records.isEmpty && notices.isEmpty }
}

/// One line of the audit log: who did what, where and why. Append-only.
package struct AuditRecord: Sendable, Hashable, Codable {
    package var at: Date
    /// A user's name, or `sluice`.
    package var actor: String
    /// A verb in the past: `approved`, `sent`, `held`, `skipped` …
    package var action: String
    package var pipeline: String
    package var environment: String?
    package var promotion: PromotionID?
    package var release: ReleaseID?
    package var commit: CommitID?
    /// One sentence.
    package var message: String

    package init(
        at: Date, actor: String, action: String, pipeline: String, environment: String? = nil,
        promotion: PromotionID? = nil, release: ReleaseID? = nil, commit: CommitID? = nil, message: String
    ) {
        self.at = at
        self.actor = actor
        self.action = action
        self.pipeline = pipeline
        self.environment = environment
        self.promotion = promotion
        self.release = release
        self.commit = commit
        self.message = message
    }
}

/// A record with its place in the chain.
package struct StoredAuditRecord: Sendable, Hashable, Codable {
    /// Counts from 1 without gaps.
    package var sequence: Int
    package var record: AuditRecord
    /// SHA-256, hex, over the previous hash and this record's canonical JSON.
    package var hash: String

    package init(sequence: Int, record: AuditRecord, hash: String) {
        self.sequence = sequence
        self.record = record
        self.hash = hash
    }
}

/// Where the chain ends.
package struct AuditHead: Sendable, Hashable, Codable {
    /// 0 when the log is empty.
    package var sequence: Int
    /// Hex; 64 zeros when the log is empty.
    package var hash: String

    package init(sequence: Int, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }
}

/// A notice on its way to one subscriber.
package struct PendingNotice: Sendable, Hashable, Identifiable {
    package var id: Int
    package var notice: Notice
    package var subscriber: String
    package var attempts: Int

    package init(id: Int, notice: Notice, subscriber: String, attempts: Int) {
        self.id = id
        self.notice = notice
        self.subscriber = subscriber
        self.attempts = attempts
    }
}

/// What became of an attempt to deliver.
package enum NoticeResult: Sendable, Hashable {
    case delivered
    case retry(at: Date)
    /// Given up, with what was wrong.
    case dropped(String)
}
