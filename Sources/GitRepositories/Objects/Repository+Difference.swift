import CGit2

extension Repository {
    /// Adds what a tree holds and another one lacks at the same place: trees and blobs. Reads only where they differ.
    func difference(from old: ObjectID?, to new: ObjectID, into objects: inout [ObjectID]) throws {
        guard old != new else { return }
        objects.append(new)
        let before = try old.map(entries) ?? [:]
        for (name, entry) in try entries(of: new) where before[name]?.id != entry.id {
            switch entry.mode {
            case GIT_FILEMODE_TREE:
                let counterpart = before[name].flatMap { $0.mode == GIT_FILEMODE_TREE ? $0.id : nil }
                try difference(from: counterpart, to: entry.id, into: &objects)
            case GIT_FILEMODE_COMMIT: continue
            default: objects.append(entry.id)
            }
        }
    }

    private func entries(of folder: ObjectID) throws -> [String: (id: ObjectID, mode: git_filemode_t)] {
        var id = folder.oid
        var tree: OpaquePointer?
        try check(git_tree_lookup(&tree, pointer, &id))
        defer { git_tree_free(tree) }
        var entries: [String: (id: ObjectID, mode: git_filemode_t)] = [:]
        for index in 0..<git_tree_entrycount(tree) {
            guard let entry = git_tree_entry_byindex(tree, index) else { continue }
            entries[String(cString: git_tree_entry_name(entry))] =
                (ObjectID(git_tree_entry_id(entry).pointee), git_tree_entry_filemode(entry))
        }
        return entries
    }
}
