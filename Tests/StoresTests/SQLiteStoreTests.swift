import Foundation
import GRDB
import PortsTestKit
import Promotion
import TestServers
import Testing

@testable import Stores

@Suite("The SQLite store")
struct SQLiteStoreTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("state/sluice.db") }

    init() throws { directory = try TemporaryDirectory("store") }

    private func records(_ count: Int) -> StoreChanges {
        var changes = StoreChanges()
        changes.records = (0..<count).map {
            AuditRecord(
                at: Date(timeIntervalSince1970: 1_795_521_600), actor: "alice", action: "approved", pipeline: "web",
                environment: "prod", message: "Number \($0).")
        }
        return changes
    }

    @Test("keeps the port's contract")
    func conforms() async throws {
        try await StoreConformance.check {
            try await SQLiteStore.open(at: directory.file("\(UUID().uuidString)/sluice.db"))
        }
    }

    @Test("is durable: WAL, synchronous=FULL, a busy timeout and foreign keys")
    func pragmas() async throws {
        let store = try await SQLiteStore.open(at: path)
        let found = try await store.write { db in
            try ["journal_mode", "synchronous", "busy_timeout", "foreign_keys"].map {
                try String.fetchOne(db, sql: "PRAGMA \($0)")
            }
        }
        #expect(found == ["wal", "2", "5000", "1"])
    }

    @Test("its files are for its user only")
    func modes() async throws {
        let store = try await SQLiteStore.open(at: path)
        try await store.commit(records(1))
        for file in ["sluice.db", "sluice.db-wal", "sluice.db-shm", "lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("state/" + file))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("state"))
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test("is refused to a second opener while the first one lives")
    func exclusive() async throws {
        let store = try await SQLiteStore.open(at: path)
        let problem = await #expect(throws: Problem.self) { try await SQLiteStore.open(at: path) }
        #expect(problem?.summary.contains("in use by process \(getpid())") == true)
        #expect(try await store.auditHead() == AuditChain.start)
    }

    @Test("what was committed is there after a crash: the files as they were, without a close")
    func abandoned() async throws {
        let store = try await SQLiteStore.open(at: path)
        var changes = records(3)
        changes.states = [SampleState.make("web", seed: 7)]
        let head = try await store.commit(changes)
        // The state that a kill leaves: the database and its WAL, copied while the writer still has them open.
        try run(["cp", "-a", directory.file("state"), directory.file("crashed")])
        let survivor = try await SQLiteStore.open(at: directory.file("crashed/sluice.db"))
        #expect(try await survivor.verifyAudit() == head)
        #expect(try await survivor.pipelineStates() == changes.states)
    }

    @Test("a WAL that was cut anywhere opens at a whole commit", arguments: 1...12)
    func tornLog(seed: UInt64) async throws {
        let store = try await SQLiteStore.open(at: path)
        for number in 0..<20 {
            var changes = records(2)
            changes.states = [SampleState.make("web", seed: UInt64(number))]
            try await store.commit(changes)
        }
        try run(["cp", "-a", directory.file("state"), directory.file("torn")])
        let log = directory.file("torn/sluice.db-wal")
        let size = try #require(try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int)
        var generator = SeededGenerator(seed: seed)
        let cut = Int.random(in: 0..<size, using: &generator)
        try run(["truncate", "-s", String(cut), log])
        let survivor = try await SQLiteStore.open(at: directory.file("torn/sluice.db"))
        let head = try await survivor.verifyAudit()
        let states = try await survivor.pipelineStates()
        #expect(head.sequence % 2 == 0, "half a commit")
        #expect(states == (head.sequence == 0 ? [] : [SampleState.make("web", seed: UInt64(head.sequence / 2 - 1))]))
    }

    @Test("a call that has begun is finished though its task was cancelled")
    func cancelled() async throws {
        let store = try await SQLiteStore.open(at: path)
        let changes = records(1)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.commit(changes)
        }
        #expect(try await task.value.sequence == 1)
        #expect(try await store.auditHead().sequence == 1)
    }

    @Test(
        "the audit table refuses changes",
        arguments: [
            "UPDATE audit SET record = '{}' WHERE sequence = 1", "DELETE FROM audit",
            "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE sequence = 1",
            "INSERT INTO audit VALUES (9, 'web', NULL, '{}', 'x')",
        ])
    func appendOnly(sql: String) async throws {
        let store = try await SQLiteStore.open(at: path)
        let head = try await store.commit(records(3))
        let problem = await #expect(throws: Problem.self) { try await store.write { db in try db.execute(sql: sql) } }
        #expect(problem?.summary.contains("append-only") == true)
        #expect(try await store.verifyAudit() == head)
    }

    @Test(
        "verifyAudit names the first record that was tampered with",
        arguments: [
            ("UPDATE audit SET record = replace(record, 'alice', 'mallo') WHERE sequence = 2", "record 2 was changed"),
            (
                "UPDATE audit SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE sequence = 3",
                "record 3 was changed"
            ),
            ("UPDATE audit SET environment = 'dev' WHERE sequence = 1", "record 1 is filed under another stage"),
            ("UPDATE audit SET pipeline = 'api' WHERE sequence = 4", "record 4 is filed under another stage"),
            ("DELETE FROM audit WHERE sequence = 2", "record 2 is missing"),
            ("DELETE FROM audit WHERE sequence = 1", "record 1 is missing"),
        ])
    func tampered(sql: String, sentence: String) async throws {
        var store: SQLiteStore? = try await SQLiteStore.open(at: path)
        try await store?.commit(records(5))
        store = nil
        try run(["sqlite3", path, "DROP TRIGGER auditIsNotUpdated; DROP TRIGGER auditIsNotDeleted; \(sql)"])
        let reopened = try await SQLiteStore.open(at: path)
        let problem = await #expect(throws: Problem.self) { try await reopened.verifyAudit() }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains(sentence) == true, "\(problem?.summary ?? "no problem")")
    }

    @Test("anybody can check a hash with printf and sha256sum")
    func hashByHand() async throws {
        let store = try await SQLiteStore.open(at: path)
        var changes = records(1)
        changes.records.append(
            AuditRecord(
                at: .distantPast, actor: "ü\"\\/", action: "a\n\t\u{1}", pipeline: "p", message: "🚀\u{7F}\u{2028}"))
        try await store.commit(changes)
        let script = """
            p=$(sqlite3 "$0" 'SELECT hash FROM audit WHERE sequence = 1')
            r=$(sqlite3 "$0" 'SELECT record FROM audit WHERE sequence = 2')
            printf %s%s "$p" "$r" | sha256sum | cut -c1-64
            """
        let sum = try run(["sh", "-c", script, path]).output
        #expect(try await store.auditHead().hash + "\n" == sum)
    }

    @Test("no space: nothing is written, the problem is transient, and the next commit succeeds")
    func full() async throws {
        let store = try await SQLiteStore.open(at: path)
        var changes = records(1)
        changes.states = [SampleState.make("web", seed: 1)]
        let head = try await store.commit(changes)
        let pages = try await store.write { db in try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0 }
        try await store.write { db in try db.execute(sql: "PRAGMA max_page_count = \(pages + 4)") }
        var large = records(1)
        large.states = (0..<40).map { SampleState.make("p\($0)", seed: UInt64($0)) }
        let problem = await #expect(throws: Problem.self) { try await store.commit(large) }
        #expect(problem?.isTransient == true)
        #expect(problem?.summary == "No space left for \(path); nothing was written.")
        #expect(try await store.verifyAudit() == head)
        #expect(try await store.pipelineStates() == changes.states)
        try await store.write { db in try db.execute(sql: "PRAGMA max_page_count = 1000000") }
        #expect(try await store.commit(large).sequence == 2)
    }

    @Test("a file that is no database, and one that is damaged, say how to go on", arguments: [true, false])
    func damaged(isDatabase: Bool) async throws {
        var store: SQLiteStore? = try await SQLiteStore.open(at: path)
        var changes = StoreChanges()
        changes.states = (0..<50).map { SampleState.make("p\($0)", seed: UInt64($0)) }
        try await store?.commit(changes)
        store = nil
        // Overwrites the first page, or pages in the middle.
        let skip = isDatabase ? "seek=8" : "seek=0"
        try run(["dd", "if=/dev/urandom", "of=\(path)", "bs=4096", "count=20", skip, "conv=notrunc"])
        let problem = await #expect(throws: Problem.self) { try await SQLiteStore.open(at: path).pipelineStates() }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.hasPrefix("\(path) is") == true, "\(problem?.summary ?? "")")
        #expect(problem?.remedy?.contains("found again from Git") == true)
    }

    @Test("a state that this binary cannot read is named")
    func unreadable() async throws {
        var store: SQLiteStore? = try await SQLiteStore.open(at: path)
        var changes = StoreChanges()
        changes.states = [PipelineState(pipeline: "web")]
        try await store?.commit(changes)
        store = nil
        try run(["sqlite3", path, "UPDATE pipelines SET state = CAST('{}' AS BLOB)"])
        let problem = await #expect(throws: Problem.self) { try await SQLiteStore.open(at: path).pipelineStates() }
        #expect(problem?.summary.contains("the state of pipeline web") == true)
    }

    @Test("first sights of 10,000 tags are one statement each way")
    func manyTags() async throws {
        let store = try await SQLiteStore.open(at: path)
        let now = Date(timeIntervalSinceReferenceDate: 800_000_000)
        let tags = (0..<10_000).map { "v1.\($0)" }
        #expect(try await store.firstSeen(tags, repository: "r", now: now).count == 10_000)
        let again = try await store.firstSeen(tags + ["new"], repository: "r", now: now.addingTimeInterval(9))
        #expect(again.count == 10_001)
        #expect(again["v1.9999"] == now)
        #expect(again["new"] == now.addingTimeInterval(9))
    }
}
