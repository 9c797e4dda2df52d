package import Foundation
import GRDB
package import Promotion

extension SQLiteStore {
    package func firstSeen(
        _ tags: [String], repository: String, now: Date
    ) async throws(Problem) -> [String: Date] {
        let list = String(decoding: try encoded(tags), as: UTF8.self)
        let known = try await read { db in try Self.firstSeen(list, repository, db) }
        guard tags.contains(where: { known[$0] == nil }) else { return known }
        return try await write { db in
            // `WHERE true` tells SQLite's parser that ON belongs to the INSERT.
            try db.execute(
                sql: """
                    INSERT INTO firstSeen (repository, tag, at) SELECT ?, value, ? FROM json_each(?) WHERE true
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [repository, now.timeIntervalSinceReferenceDate, list])
            return try Self.firstSeen(list, repository, db)
        }
    }

    /// `tags` is a JSON array: one statement for any number of tags.
    private static func firstSeen(_ tags: String, _ repository: String, _ db: Database) throws -> [String: Date] {
        // CROSS JOIN keeps the list outside: for each tag one look into the primary key, never the other way round.
        let rows = try Row.fetchCursor(
            db, sql: "SELECT tag, at FROM json_each(?) CROSS JOIN firstSeen ON repository = ? AND tag = value",
            arguments: [tags, repository])
        var seen: [String: Date] = [:]
        while let row = try rows.next() { seen[row[0]] = Date(timeIntervalSinceReferenceDate: row[1]) }
        return seen
    }

    package func imageDetails(of digest: String) async throws(Problem) -> ImageDetails? {
        let json = try await read { db in
            try Data.fetchOne(db, sql: "SELECT details FROM imageDetails WHERE digest = ?", arguments: [digest])
        }
        guard let json else { return nil }
        return try decoded(ImageDetails.self, json, "the image \(digest)")
    }

    package func keepImageDetails(_ details: ImageDetails, of digest: String) async throws(Problem) {
        let json = try encoded(details)
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO imageDetails (digest, details) VALUES (?, ?)
                    ON CONFLICT (digest) DO UPDATE SET details = excluded.details
                    """,
                arguments: [digest, json])
        }
    }
}
