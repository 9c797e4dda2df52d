import CGit2
import Promotion

extension Repository {
    /// Whether the object is there, and a commit.
    func isCommit(_ id: ObjectID) throws -> Bool {
        var oid = id.oid
        var object: OpaquePointer?
        let code = git_object_lookup(&object, pointer, &oid, GIT_OBJECT_COMMIT)
        if code == GIT_ENOTFOUND.rawValue { return false }
        try check(code)
        git_object_free(object)
        return true
    }

    /// Commits that `new` reaches and `old` does not: `limit` of them by their words, and all by number.
    func changes(from old: ObjectID, to new: ObjectID, limit: Int) throws -> ChangeLog {
        if old == new { return ChangeLog(.same) }
        var (ahead, behind) = (0, 0)
        var (local, upstream) = (new.oid, old.oid)
        try check(git_graph_ahead_behind(&ahead, &behind, pointer, &local, &upstream))
        var log = ChangeLog(
            ahead == 0 ? .backward : behind == 0 ? .forward : .diverged, total: ahead, removed: behind)
        try walk(from: new, downTo: old, limit: limit) { record in
            log.changes.append(record.change)
            return true
        }
        return log
    }

    /// The newest commits of a whole history: `limit` of them by their words, and up to `counting` by number.
    func newest(_ relation: ChangeLog.Relation, to new: ObjectID, limit: Int, counting: Int) throws -> ChangeLog {
        var log = ChangeLog(relation)
        // One more than is counted tells whether the count is whole.
        try walk(from: new, downTo: nil, limit: max(limit, counting) + 1) { record in
            if log.changes.count < limit { log.changes.append(record.change) }
            if log.total == max(limit, counting) { log.isTotalCut = true } else { log.total += 1 }
            return true
        }
        return log
    }
}

extension CommitRecord {
    /// As a person reads of it.
    fileprivate var change: Change {
        Change(commit: id.commit, message: message, author: author, at: committedAt)
    }
}
