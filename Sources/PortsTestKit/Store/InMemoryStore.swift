package import Foundation
package import Promotion
import Synchronization

/// A working store that forgets everything with its last reference.
///
/// Every value goes through JSON as in a real one, so that a state which does not survive encoding fails here too.
package final class InMemoryStore: Store {
    private struct Contents {
        var states: [String: Data] = [:]
        var audit: [(json: String, hash: String, record: AuditRecord)] = []
        var notices: [(pending: PendingNotice, due: Date)] = []
        var lastNotice = 0
        var firstSeen: [String: [String: Date]] = [:]
        var details: [String: ImageDetails] = [:]
        var failures: [Problem] = []
        var backups: [String: InMemoryStore] = [:]
        var commits = 0

        var head: AuditHead {
            audit.last.map { AuditHead(sequence: audit.count, hash: $0.hash) } ?? AuditChain.start
        }
    }

    private let contents: Mutex<Contents>

    package init() { contents = Mutex(Contents()) }

    private init(_ contents: sending Contents) { self.contents = Mutex(contents) }

    /// The next calls of `commit` and `settle` throw these and change nothing.
    package func failNextWrites(_ problems: Problem...) { contents.withLock { $0.failures += problems } }

    /// How many commits succeeded.
    package var commitCount: Int { contents.withLock { $0.commits } }

    /// The whole audit log, oldest first.
    package var auditLog: [AuditRecord] { contents.withLock { $0.audit.map(\.record) } }

    /// What `backup(to:)` made under this name.
    package func backup(at path: String) -> InMemoryStore? { contents.withLock { $0.backups[path] } }

    /// Changes a record behind the chain's back, as someone with the file at hand could.
    package func tamper(with sequence: Int, message: String) {
        contents.withLock { contents in
            contents.audit[sequence - 1].record.message = message
            contents.audit[sequence - 1].json = AuditChain.canonicalJSON(contents.audit[sequence - 1].record)
        }
    }

    package func pipelineStates() async throws(Problem) -> [PipelineState] {
        let rows = contents.withLock { $0.states.sorted { $0.key < $1.key } }
        var states: [PipelineState] = []
        for (name, json) in rows {
            guard let state = try? JSONDecoder().decode(PipelineState.self, from: json) else {
                throw .permanent("The state of pipeline \(name) cannot be read.")
            }
            states.append(state)
        }
        return states
    }

    @discardableResult
    package func commit(_ changes: StoreChanges) async throws(Problem) -> AuditHead {
        var encoded: [String: Data] = [:]
        for state in changes.states {
            guard let json = try? JSONEncoder().encode(state) else {
                throw .permanent("The state of pipeline \(state.pipeline) has no JSON.")
            }
            encoded[state.pipeline] = json
        }
        let outcome: Result<AuditHead, Problem> = contents.withLock { contents in
            if !contents.failures.isEmpty { return .failure(contents.failures.removeFirst()) }
            contents.states.merge(encoded) { $1 }
            for name in changes.removed { contents.states[name] = nil }
            for record in changes.records {
                let json = AuditChain.canonicalJSON(record)
                contents.audit.append((json, AuditChain.hash(previous: contents.head.hash, json: json), record))
            }
            for (notice, subscribers) in changes.notices {
                for subscriber in subscribers {
                    contents.lastNotice += 1
                    let pending = PendingNotice(
                        id: contents.lastNotice, notice: notice, subscriber: subscriber, attempts: 0)
                    contents.notices.append((pending, .distantPast))
                }
            }
            contents.commits += 1
            return .success(contents.head)
        }
        return try outcome.get()
    }

    package func auditHead() async throws(Problem) -> AuditHead { contents.withLock { $0.head } }

    package func auditRecords(
        pipeline: String?, environment: String?, before: Int?, limit: Int
    ) async throws(Problem) -> [StoredAuditRecord] {
        contents.withLock { contents in
            let stored = contents.audit.enumerated().map { index, entry in
                StoredAuditRecord(sequence: index + 1, record: entry.record, hash: entry.hash)
            }
            let matching = stored.reversed().filter { entry in
                (pipeline == nil || entry.record.pipeline == pipeline)
                    && (environment == nil || entry.record.environment == environment)
                    && (before.map { entry.sequence < $0 } ?? true)
            }
            return Array(matching.prefix(max(0, limit)))
        }
    }

    package func verifyAudit() async throws(Problem) -> AuditHead {
        let audit = contents.withLock { $0.audit }
        var head = AuditChain.start
        for entry in audit {
            let next = head.sequence + 1
            guard AuditChain.hash(previous: head.hash, json: entry.json) == entry.hash else {
                throw .permanent("The audit log is broken: record \(next) was changed after it was written.")
            }
            head = AuditHead(sequence: next, hash: entry.hash)
        }
        return head
    }

    package func dueNotices(
        to subscriber: String?, now: Date, limit: Int
    ) async throws(Problem) -> [PendingNotice] {
        contents.withLock { contents in
            let due = contents.notices.filter {
                $0.due <= now && (subscriber == nil || $0.pending.subscriber == subscriber)
            }
            return due.prefix(max(0, limit)).map(\.pending)
        }
    }

    package func settle(_ notice: PendingNotice.ID, result: NoticeResult) async throws(Problem) {
        let failure: Problem? = contents.withLock { contents in
            if !contents.failures.isEmpty { return contents.failures.removeFirst() }
            guard let index = contents.notices.firstIndex(where: { $0.pending.id == notice }) else { return nil }
            switch result {
            case .delivered, .dropped: contents.notices.remove(at: index)
            case .retry(let at):
                contents.notices[index].pending.attempts += 1
                contents.notices[index].due = at
            }
            return nil
        }
        if let failure { throw failure }
    }

    package func firstSeen(
        _ tags: [String], repository: String, now: Date
    ) async throws(Problem) -> [String: Date] {
        contents.withLock { contents in
            var seen: [String: Date] = [:]
            for tag in tags {
                let at = contents.firstSeen[repository]?[tag] ?? now
                contents.firstSeen[repository, default: [:]][tag] = at
                seen[tag] = at
            }
            return seen
        }
    }

    package func imageDetails(of digest: String) async throws(Problem) -> ImageDetails? {
        contents.withLock { $0.details[digest] }
    }

    package func keepImageDetails(_ details: ImageDetails, of digest: String) async throws(Problem) {
        contents.withLock { $0.details[digest] = details }
    }

    package func backup(to path: String) async throws(Problem) {
        let isNew = contents.withLock { contents in
            guard contents.backups[path] == nil else { return false }
            var copy = Contents()
            copy.states = contents.states
            copy.audit = contents.audit
            copy.notices = contents.notices
            copy.lastNotice = contents.lastNotice
            copy.firstSeen = contents.firstSeen
            copy.details = contents.details
            contents.backups[path] = InMemoryStore(copy)
            return true
        }
        guard isNew else {
            throw .permanent("\(path) exists.", remedy: "A backup overwrites nothing; name a new file.")
        }
    }
}
