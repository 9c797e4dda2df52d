import CGit2

extension Repository {
    /// What leads to `tip` and is missing where `theirs` are, with all that these reach: commits, trees and blobs.
    ///
    /// Of `theirs` those count that are commits of this repository. Nil where more than `limit` commits are missing. Reads
    /// only what differs.
    func objects(
        behind tip: ObjectID, lackedBy theirs: some Sequence<ObjectID>, limit: Int
    ) throws -> [ObjectID]? {
        var walker: OpaquePointer?
        try check(git_revwalk_new(&walker, pointer))
        defer { git_revwalk_free(walker) }
        git_revwalk_sorting(walker, GIT_SORT_TOPOLOGICAL.rawValue)
        var oid = tip.oid
        try check(git_revwalk_push(walker, &oid))
        for id in theirs where try contains(id) && isCommit(id) {
            var hidden = id.oid
            try check(git_revwalk_hide(walker, &hidden))
        }
        var objects: [ObjectID] = []
        var seen: Set<ObjectID> = []
        var count = 0
        while true {
            let code = git_revwalk_next(&oid, walker)
            if code == GIT_ITEROVER.rawValue { return objects }
            try check(code)
            count += 1
            guard count <= limit else { return nil }
            let record = try record(of: ObjectID(oid))
            // The first parent's objects are there, or come along: it leads to the tip as well.
            var new = [record.id]
            try difference(from: record.parents.first.map(tree), to: record.tree, into: &new)
            objects += new.filter { seen.insert($0).inserted }
        }
    }
}
