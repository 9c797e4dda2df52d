import Foundation
import GRDB
package import Promotion

extension SQLiteStore {
    package func auditHead() async throws(Problem) -> AuditHead {
        try await read { db in try Self.head(db) }
    }

    package func auditRecords(
        pipeline: String?, environment: String?, before: Int?, limit: Int
    ) async throws(Problem) -> [StoredAuditRecord] {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func match(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [value]
        }
        match("pipeline = ?", pipeline)
        match("environment = ?", environment)
        match("sequence < ?", before)
        arguments += [max(0, limit)]
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let sql = "SELECT sequence, record, hash FROM audit \(filter) ORDER BY sequence DESC LIMIT ?"
        return try await read { [arguments, path] db in
            try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
                guard let record = try? AuditChain.record(json: row[1]) else {
                    throw broken(row[0], path, "cannot be read")
                }
                return StoredAuditRecord(sequence: row[0], record: record, hash: row[2])
            }
        }
    }

    package func verifyAudit() async throws(Problem) -> AuditHead {
        try await read { [path] db in
            var head = AuditChain.start
            let rows = try Row.fetchCursor(
                db, sql: "SELECT sequence, record, hash, pipeline, environment FROM audit ORDER BY sequence")
            while let row = try rows.next() {
                let next = head.sequence + 1
                guard row[0] == next else { throw broken(next, path, "is missing") }
                guard AuditChain.hash(previous: head.hash, json: row[1]) == row[2] as String else {
                    throw broken(next, path, "was changed after it was written")
                }
                // The columns are only an index to the record, so that the hash does not cover them.
                guard let record = try? AuditChain.record(json: row[1]), record.pipeline == row[3] as String,
                    record.environment == row[4] as String?
                else { throw broken(next, path, "is filed under another stage than its own") }
                head = AuditHead(sequence: next, hash: row[2])
            }
            return head
        }
    }

    static func head(_ db: Database) throws -> AuditHead {
        let last = try Row.fetchOne(db, sql: "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
        return last.map { AuditHead(sequence: $0[0], hash: $0[1]) } ?? AuditChain.start
    }

    /// Appends to the chain inside the caller's transaction, and answers its new end.
    static func append(_ records: [AuditRecord], to db: Database) throws -> AuditHead {
        var head = try head(db)
        let insert = try db.cachedStatement(
            sql: "INSERT INTO audit (sequence, pipeline, environment, record, hash) VALUES (?, ?, ?, ?, ?)")
        for record in records {
            let json = AuditChain.canonicalJSON(record)
            head = AuditHead(sequence: head.sequence + 1, hash: AuditChain.hash(previous: head.hash, json: json))
            try insert.execute(arguments: [head.sequence, record.pipeline, record.environment, json, head.hash])
        }
        return head
    }
}

private func broken(_ sequence: Int, _ path: String, _ what: String) -> Problem {
    .permanent(
        "The audit log in \(path) is broken: record \(sequence) \(what).",
        remedy: "Compare it with a backup, and with the `Sluice-Audit` trailers of the commits that sluice made.")
}
