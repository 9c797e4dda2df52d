import Dispatch
import Foundation
import GRDB
package import Promotion

/// The store in one SQLite file (WAL, synchronous=FULL), locked against other processes.
///
/// What `commit` answered has reached the disk. Cancelling the caller's task ends nothing half-way: a call that has begun is
/// finished, so that an outcome is still recorded while the daemon stops.
package final class SQLiteStore: Store {
    package let path: String
    let pool: DatabasePool
    private let lock: StateLock

    /// Opens the database at `path`, making it and its directory where they are missing, and brings its schema up to date.
    ///
    /// Throws a permanent problem where another process has the directory, the database is damaged, or a newer sluice wrote it.
    package static func open(at path: String) async throws(Problem) -> SQLiteStore {
        try await open(at: path, migrations: Schema.migrations)
    }

    static func open(at path: String, migrations: [Migration]) async throws(Problem) -> SQLiteStore {
        // On a thread of Dispatch's: opening may recover a long WAL, and migrations may take their time.
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { try SQLiteStore(path: path, migrations: migrations) })
            }
        }
        do { return try result.get() } catch { throw databaseProblem(error, path: path) }
    }

    private init(path: String, migrations: [Migration]) throws {
        self.path = path
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Problem.permanent(
                "Cannot make the state directory \(directory).",
                remedy: "Make it, writable by the user that runs sluice.")
        }
        lock = try StateLock(directory: directory)
        // SQLite gives the -wal and -shm files the mode that the database has.
        guard
            FileManager.default.fileExists(atPath: path)
                || FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw DatabaseError(resultCode: .SQLITE_CANTOPEN) }
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.label = "sluice.store"
        pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // The pool sets NORMAL, which may lose the last transactions when the power fails.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try Migration.apply(migrations, to: db, path: path)
        }
    }

    /// One snapshot of the database, read on a thread of GRDB's.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(Problem) -> Value {
        // In a task of its own, which the caller's cancellation does not reach.
        let work = Task { try await pool.read(body) }
        do { return try await work.value } catch { throw databaseProblem(error, path: path) }
    }

    /// One transaction, on GRDB's writing thread.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(Problem) -> Value {
        let work = Task { try await pool.write(body) }
        do { return try await work.value } catch { throw databaseProblem(error, path: path) }
    }

    func encoded(_ value: some Encodable) throws(Problem) -> Data {
        do { return try JSONEncoder().encode(value) } catch { throw databaseProblem(error, path: path) }
    }

    /// Decodes a row's JSON; `what` names the row where that fails.
    func decoded<Value: Decodable>(_ type: Value.Type, _ json: Data, _ what: String) throws(Problem) -> Value {
        do {
            return try JSONDecoder().decode(type, from: json)
        } catch {
            throw .permanent(
                "\(path) holds a record that cannot be read: \(what).",
                remedy: "Put a backup in its place, or move it aside: the state is found again from Git.")
        }
    }
}
