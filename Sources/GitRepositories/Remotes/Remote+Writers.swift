import Promotion

extension Remote {
    /// See `GitRemotes.writers`. Compares trees by their ids; no file is read.
    func writers(
        of patterns: [FilePattern], from tip: CommitID, downTo base: CommitID?, limit: Int
    ) throws -> Writers {
        let repository = try mirror().repository
        let newest = try known(tip)
        var writers = Writers(tip: try repository.record(of: newest).writer)
        try repository.walk(from: newest, downTo: base.flatMap { ObjectID($0) }, limit: limit) { record in
            let own = try repository.blobs(of: patterns, in: record.tree)
            let isAsBefore = try record.parents.contains { parent in
                let tree = try repository.tree(of: parent)
                return try tree == record.tree || repository.blobs(of: patterns, in: tree) == own
            }
            // A merge of what one side has already wrote nothing itself.
            if !isAsBefore, !(record.parents.isEmpty && own.isEmpty) { writers.commits.append(record.writer) }
            return true
        }
        return writers
    }
}

extension CommitRecord {
    fileprivate var writer: Writer {
        Writer(commit: id.commit, parent: parents.first?.commit, signature: author)
    }
}
