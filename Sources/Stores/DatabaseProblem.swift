import Foundation
import GRDB
import Promotion

/// What an error of the database means for the loop and for a person.
///
/// Out of space and locked are transient: nothing was written, and the same call succeeds once there is room. Values never
/// appear: only SQLite's own words are used, not its statements and arguments.
func databaseProblem(_ error: any Error, path: String) -> Problem {
    switch error {
    case let problem as Problem: problem
    case let error as DatabaseError: sqliteProblem(error, path: path)
    case is CancellationError: .transient("The work on \(path) was cancelled; nothing was written.")
    case let error as EncodingError: .permanent("What should be written to \(path) has no JSON: \(reason(error)).")
    default: .permanent("\(path) cannot be used: \(error).")
    }
}

private func sqliteProblem(_ error: DatabaseError, path: String) -> Problem {
    let words = error.message ?? error.resultCode.description
    let restore =
        "Stop sluice, move the file and its -wal and -shm aside, and start again: the state is found again from "
        + "Git. Or put a backup in its place."
    return switch error.resultCode {
    case .SQLITE_FULL:
        .transient(
            "No space left for \(path); nothing was written.", remedy: "Free space on its file system.")
    case .SQLITE_IOERR:
        .transient(
            "Reading or writing \(path) failed (\(words)); nothing was written.",
            remedy: "Check the disk, its free space and the system's log.")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
        .transient(
            "\(path) is locked by another program.",
            remedy: "Close what has the database open, such as a sqlite3 shell.")
    case .SQLITE_CORRUPT: .permanent("\(path) is damaged (\(words)).", remedy: restore)
    case .SQLITE_NOTADB: .permanent("\(path) is no SQLite database.", remedy: restore)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
        .permanent(
            "\(path) cannot be opened for writing (\(words)).",
            remedy: "The file and its directory must belong to the user that runs sluice.")
    default: .permanent("SQLite refused the work on \(path): \(words).")
    }
}

private func reason(_ error: EncodingError) -> String {
    switch error {
    case .invalidValue(_, let context): context.debugDescription
    @unknown default: "it cannot be encoded"
    }
}
