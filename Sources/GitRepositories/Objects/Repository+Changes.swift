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

    /// Commits that `new` reaches and `old` does not.
    ///
    /// - Parameters:
    ///   - limit: how many are read; the others are counted only.
    ///   - counting: after how many the count is given up.
    func changes(from old: ObjectID?, to new: ObjectID, limit: Int, counting: Int) throws -> ChangeLog {
        guard let old, try isCommit(old) else {
            return try listed(old == nil ? .beginning : .unknownBase, from: nil, to: new, limit, counting)
        }
        if old == new { return ChangeLog(.same) }
        var (ahead, behind) = (0, 0)
        var (local, upstream) = (new.oid, old.oid)
        try check(git_graph_ahead_behind(&ahead, &behind, pointer, &local, &upstream))
        let relation: ChangeLog.Relation = ahead == 0 ? .backward : behind == 0 ? .forward : .diverged
        var log = try listed(relation, from: old, to: new, limit, limit)
        log.total = ahead
        log.isTotalCut = false
        log.removed = behind
        return log
    }

    /// The newest `limit` by their words; counts up to `counting`.
    private func listed(
        _ relation: ChangeLog.Relation, from old: ObjectID?, to new: ObjectID, _ limit: Int, _ counting: Int
    ) throws -> ChangeLog {
        var log = ChangeLog(relation)
        // One more than is counted tells whether the count is whole.
        try walk(from: new, downTo: old, limit: max(limit, counting) + 1) { record in
            if log.changes.count < limit {
                log.changes.append(
                    Change(
                        commit: record.id.commit, message: record.message, author: record.author,
                        at: record.committedAt))
            }
            if log.total == max(limit, counting) { log.isTotalCut = true } else { log.total += 1 }
            return true
        }
        return log
    }
}
