import Foundation
import Promotion

/// The bare repository that mirrors one remote: a cache, but for the commits that are made and not sent yet.
///
/// Confined to one thread at a time, and by its lock to one process.
final class BareMirror {
    let layout: MirrorLayout
    private let lock: MirrorLock
    private(set) var repository: Repository

    /// Opens the mirror; makes it where there is none, and repairs it where a process was killed in the middle.
    init(of remote: RemoteURL, below root: String) throws {
        guard Git2.started else { throw Problem.permanent("libgit2 could not be started.") }
        layout = MirrorLayout(of: remote, below: root)
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        lock = try MirrorLock(at: layout.lock)
        repository = try Self.open(layout)
    }

    /// Found broken before, here or by an earlier process: its objects cannot be trusted to be complete.
    var isDamaged: Bool { access(layout.damaged, F_OK) == 0 }

    /// Remembers that the mirror has to be cloned again.
    func markDamaged(_ reason: String) { Self.mark(layout, reason) }

    /// Reads the repository anew: after packs were taken away below it.
    func reopen() throws { repository = try Repository(at: layout.repository) }

    /// Replaces the mirror by a new one. `fill` fetches what is needed into the new one, and may read the old one.
    ///
    /// A process that is killed in between leaves either mirror in place; `open` finishes what was begun.
    func replace(_ fill: (_ new: Repository, _ old: Repository) throws -> Void) throws {
        let files = FileManager.default
        try? files.removeItem(atPath: layout.next)
        try Repository.create(at: layout.next)
        do {
            try fill(Repository(at: layout.next), repository)
        } catch {
            try? files.removeItem(atPath: layout.next)
            throw error
        }
        try files.moveItem(atPath: layout.repository, toPath: layout.replaced)
        try files.moveItem(atPath: layout.next, toPath: layout.repository)
        try reopen()
        try? files.removeItem(atPath: layout.replaced)
    }

    private static func open(_ layout: MirrorLayout) throws -> Repository {
        let files = FileManager.default
        if !files.fileExists(atPath: layout.repository), files.fileExists(atPath: layout.replaced) {
            // Killed between the two renames: the new one was complete before the first of them.
            try files.moveItem(atPath: layout.next, toPath: layout.repository)
        }
        try? files.removeItem(atPath: layout.replaced)
        try? files.removeItem(atPath: layout.next)
        if !files.fileExists(atPath: layout.repository) { try make(layout) }
        if case .damaged(let reason) = MirrorRepair.run(in: layout.repository) { mark(layout, reason) }
        do {
            return try Repository(at: layout.repository)
        } catch let failure as Git2Failure where !failure.isNoSpace {
            // Not even a repository any more: nothing in it can be read, so nothing in it can be kept.
            try files.removeItem(atPath: layout.repository)
            try make(layout)
            return try Repository(at: layout.repository)
        }
    }

    /// Made under another name and renamed, so that a half-made one is never taken for a mirror.
    private static func make(_ layout: MirrorLayout) throws {
        try Repository.create(at: layout.next)
        try FileManager.default.moveItem(atPath: layout.next, toPath: layout.repository)
    }

    private static func mark(_ layout: MirrorLayout, _ reason: String) {
        _ = FileManager.default.createFile(atPath: layout.damaged, contents: Data(reason.utf8))
    }
}
