package import Foundation
import GRDB
package import Promotion

extension SQLiteStore {
    package func dueNotices(
        to subscriber: String?, now: Date, limit: Int
    ) async throws(Problem) -> [PendingNotice] {
        let filter = subscriber == nil ? "" : "AND subscriber = :subscriber"
        let sql = """
            SELECT id, subscriber, attempts, notice FROM notices
            WHERE due <= :now \(filter) ORDER BY id LIMIT :limit
            """
        let rows = try await read { db in
            var arguments: StatementArguments = ["now": now.timeIntervalSinceReferenceDate, "limit": max(0, limit)]
            if let subscriber { arguments += ["subscriber": subscriber] }
            return try Row.fetchAll(db, sql: sql, arguments: arguments)
                .map { (id: $0[0] as Int, subscriber: $0[1] as String, attempts: $0[2] as Int, json: $0[3] as Data) }
        }
        var notices: [PendingNotice] = []
        for row in rows {
            let notice = try decoded(Notice.self, row.json, "notice \(row.id)")
            notices.append(
                PendingNotice(id: row.id, notice: notice, subscriber: row.subscriber, attempts: row.attempts))
        }
        return notices
    }

    package func settle(_ notice: PendingNotice.ID, result: NoticeResult) async throws(Problem) {
        try await write { db in
            switch result {
            case .delivered, .dropped:
                try db.execute(sql: "DELETE FROM notices WHERE id = ?", arguments: [notice])
            case .retry(let at):
                try db.execute(
                    sql: "UPDATE notices SET attempts = attempts + 1, due = ? WHERE id = ?",
                    arguments: [at.timeIntervalSinceReferenceDate, notice])
            }
        }
    }
}
