import Foundation
import GRDB
import Glibc
package import Promotion

extension SQLiteStore {
    package func backup(to path: String) async throws(Problem) {
        guard !FileManager.default.fileExists(atPath: path) else { throw exists(path) }
        let partial = "\(path).\(getpid()).partial"
        defer { unlink(partial) }
        // A reader's snapshot: consistent however much is written meanwhile, and no writer waits for it.
        try await read { db in try Self.copy(db, to: partial) }
        // A link, not a rename: it refuses a name that somebody has taken meanwhile.
        guard link(partial, path) == 0 else { throw errno == EEXIST ? exists(path) : failed(path, errno) }
        try sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    private static func copy(_ source: Database, to path: String) throws {
        unlink(path)
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw Problem.permanent(
                "Cannot write the backup \(path).", remedy: "Its directory must exist and be writable by sluice.")
        }
        var configuration = Configuration()
        configuration.label = "sluice.backup"
        let target = try DatabaseQueue(path: path, configuration: configuration)
        do {
            try target.writeWithoutTransaction { copy in
                try source.backup(to: copy)
                // One file: without this the copy would come with a -wal and a -shm once it is opened.
                try copy.execute(sql: "PRAGMA journal_mode = DELETE")
                let verdict = try String.fetchOne(copy, sql: "PRAGMA quick_check(1)")
                guard verdict == "ok" else {
                    throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: verdict)
                }
            }
            try target.close()
        } catch let error as DatabaseError {
            throw databaseProblem(error, path: path)
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else { throw failed(path, errno) }
    }

    private func sync(_ directory: String) throws(Problem) {
        let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed(directory, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failed(directory, errno) }
    }
}

private func exists(_ path: String) -> Problem {
    .permanent("\(path) exists.", remedy: "A backup overwrites nothing; name a new file.")
}

private func failed(_ path: String, _ code: Int32) -> Problem {
    let words = "The backup to \(path) failed: \(String(cString: strerror(code)))."
    return code == ENOSPC || code == EIO ? .transient(words) : .permanent(words)
}
