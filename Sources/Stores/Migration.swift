import GRDB
import Promotion

/// One numbered step of the database's schema. Applied once, in order, each in one transaction; never changed once
/// it was released.
struct Migration: Sendable {
    let number: Int
    let name: String
    let sql: String

    /// Brings the database up to the last of `migrations`, and records each step in the table `migrations`.
    ///
    /// Throws a permanent `Problem`, and changes nothing, where the database has a step that is not known here or holds
    /// the tables of something else.
    static func apply(_ migrations: [Migration], to db: Database, path: String) throws {
        let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        let applied = tables.contains("migrations") ? try Int.fetchSet(db, sql: "SELECT number FROM migrations") : []
        guard tables.isEmpty || !applied.isEmpty else {
            throw Problem.permanent(
                "\(path) is a database of something else than sluice.", remedy: "Name another file as `store`.")
        }
        let known = migrations.last?.number ?? 0
        if let newest = applied.max(), newest > known {
            throw Problem.permanent(
                "\(path) has migration \(newest), and this binary knows migrations up to \(known).",
                remedy: "Run a newer sluice, or restore a backup that was made before the upgrade.")
        }
        for migration in migrations where !applied.contains(migration.number) {
            try db.inTransaction(.immediate) {
                try db.execute(
                    sql: """
                        CREATE TABLE IF NOT EXISTS migrations (
                            number INTEGER PRIMARY KEY,
                            name TEXT NOT NULL,
                            appliedAt TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
                        ) STRICT
                        """)
                try db.execute(sql: migration.sql)
                try db.execute(
                    sql: "INSERT INTO migrations (number, name) VALUES (?, ?)",
                    arguments: [migration.number, migration.name])
                return .commit
            }
        }
    }
}
