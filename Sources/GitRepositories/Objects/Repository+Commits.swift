import CGit2
import Foundation
import Promotion

/// What is read of a commit.
struct CommitRecord: Sendable {
    let id: ObjectID
    let tree: ObjectID
    let parents: [ObjectID]
    let committedAt: Date
    let author: String
    let committer: String
    let message: String
}

extension Repository {
    func withCommit<Value>(_ id: ObjectID, _ body: (OpaquePointer) throws -> Value) throws -> Value {
        var oid = id.oid
        var commit: OpaquePointer?
        try check(git_commit_lookup(&commit, pointer, &oid))
        defer { git_commit_free(commit) }
        guard let commit else { throw Git2Failure(code: GIT_ENOTFOUND.rawValue) }
        return try body(commit)
    }

    func record(of id: ObjectID) throws -> CommitRecord {
        try withCommit(id) { commit in
            let author = git_commit_author(commit).pointee
            let committer = git_commit_committer(commit).pointee
            return CommitRecord(
                id: id,
                tree: ObjectID(git_commit_tree_id(commit).pointee),
                parents: (0..<git_commit_parentcount(commit)).map {
                    ObjectID(git_commit_parent_id(commit, $0).pointee)
                },
                committedAt: Date(timeIntervalSince1970: TimeInterval(git_commit_time(commit))),
                author: "\(String(cString: author.name)) <\(String(cString: author.email))>",
                committer: "\(String(cString: committer.name)) <\(String(cString: committer.email))>",
                message: String(cString: git_commit_message(commit)))
        }
    }

    /// Walks from `tip` to older commits until `visit` answers false, at most `limit` of them, and none that `base` reaches.
    ///
    /// With a base in topological order: no commit comes before one that builds on it. Without, as `git log` lists them.
    func walk(
        from tip: ObjectID, downTo base: ObjectID?, limit: Int, _ visit: (CommitRecord) throws -> Bool
    ) throws {
        var walker: OpaquePointer?
        try check(git_revwalk_new(&walker, pointer))
        defer { git_revwalk_free(walker) }
        // Without a base libgit2 walks lazily, as `git log` does; any sorting reads the whole history first.
        git_revwalk_sorting(walker, base == nil ? GIT_SORT_NONE.rawValue : GIT_SORT_TOPOLOGICAL.rawValue)
        var oid = tip.oid
        try check(git_revwalk_push(walker, &oid))
        if let base, contains(base) {
            var hidden = base.oid
            try check(git_revwalk_hide(walker, &hidden))
        }
        for _ in 0..<limit {
            let code = git_revwalk_next(&oid, walker)
            if code == GIT_ITEROVER.rawValue { return }
            try check(code)
            guard try visit(record(of: ObjectID(oid))) else { return }
        }
    }

    /// Whether `ancestor` is `commit` or reachable from it. False where the mirror has no `ancestor`.
    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws -> Bool {
        guard ancestor != commit else { return true }
        guard contains(ancestor) else { return false }
        var (young, old) = (commit.oid, ancestor.oid)
        return try check(git_graph_descendant_of(pointer, &young, &old)) == 1
    }
}
