import CGit2
import Glibc

/// Why a path cannot be read or written as a file; a sentence for a person.
struct NotAFile: Error, Equatable, CustomStringConvertible {
    let description: String
}

extension Repository {
    /// The root tree of a commit.
    func tree(of commit: ObjectID) throws -> ObjectID {
        try withCommit(commit) { ObjectID(git_commit_tree_id($0).pointee) }
    }

    /// The blob at `path` below a root tree and its mode, or nil where there is nothing.
    ///
    /// Throws `NotAFile` for a folder, a symbolic link or a submodule, at the path or on the way to it.
    func file(at path: TreePath, in root: ObjectID) throws -> (id: ObjectID, mode: git_filemode_t)? {
        let parts = path.parts
        var folder = root
        for (index, part) in parts.enumerated() {
            guard let entry = try entry(String(part), in: folder) else { return nil }
            let place = parts[...index].joined(separator: "/")
            let isLast = index == parts.count - 1
            switch (entry.mode, isLast) {
            case (GIT_FILEMODE_TREE, false): folder = entry.id
            case (GIT_FILEMODE_BLOB, true), (GIT_FILEMODE_BLOB_EXECUTABLE, true): return entry
            case (GIT_FILEMODE_TREE, true): throw NotAFile(description: "`\(place)` is a folder")
            case (GIT_FILEMODE_LINK, _):
                throw NotAFile(description: "`\(place)` is a symbolic link; name the file that it points to")
            case (GIT_FILEMODE_COMMIT, _):
                throw NotAFile(description: "`\(place)` is a submodule; its files are in another repository")
            default: throw NotAFile(description: "`\(place)` is a file, not a folder")
            }
        }
        return nil
    }

    /// A tree as `root` with these files' contents, and the objects that were made for it.
    ///
    /// Costs what it changes: one blob a file and the trees on the way. Modes stay; new files are `100644`.
    func writing(_ files: [TreePath: [UInt8]], into root: ObjectID) throws -> (tree: ObjectID, objects: [ObjectID]) {
        let sorted = files.sorted { $0.key.text < $1.key.text }
        var objects: [ObjectID] = []
        var updates: [(path: TreePath, id: ObjectID, mode: git_filemode_t)] = []
        for (path, bytes) in sorted {
            let mode = try file(at: path, in: root)?.mode ?? GIT_FILEMODE_BLOB
            let id = try write(bytes, as: GIT_OBJECT_BLOB)
            objects.append(id)
            updates.append((path, id, mode))
        }
        let tree = try updated(root, updates)
        var folders = Set<ObjectID>()
        for update in updates { folders.formUnion(try self.folders(on: update.path, in: tree)) }
        return (tree, objects + folders)
    }

    private func updated(
        _ root: ObjectID, _ updates: [(path: TreePath, id: ObjectID, mode: git_filemode_t)]
    ) throws -> ObjectID {
        var rootID = root.oid
        var tree: OpaquePointer?
        try check(git_tree_lookup(&tree, pointer, &rootID))
        defer { git_tree_free(tree) }
        let paths = updates.map { strdup($0.path.text) }
        defer { paths.forEach { free($0) } }
        let entries = zip(updates, paths).map { update, path in
            git_tree_update(action: GIT_TREE_UPDATE_UPSERT, id: update.id.oid, filemode: update.mode, path: path)
        }
        var result = git_oid()
        try check(git_tree_create_updated(&result, pointer, tree, entries.count, entries))
        return ObjectID(result)
    }

    /// The trees that lead to `path`, the root first.
    private func folders(on path: TreePath, in root: ObjectID) throws -> [ObjectID] {
        var folders = [root]
        for part in path.parts.dropLast() {
            guard let entry = try entry(String(part), in: folders[folders.count - 1]) else { break }
            folders.append(entry.id)
        }
        return folders
    }

    /// What stands in a folder, in Git's order. A name that is not UTF-8 is left out: no path can name it.
    func entries(of folder: ObjectID) throws -> [(name: String, id: ObjectID, mode: git_filemode_t)] {
        var id = folder.oid
        var tree: OpaquePointer?
        try check(git_tree_lookup(&tree, pointer, &id))
        defer { git_tree_free(tree) }
        return (0..<git_tree_entrycount(tree)).compactMap { index in
            guard let entry = git_tree_entry_byindex(tree, index),
                let name = String(validatingCString: git_tree_entry_name(entry))
            else { return nil }
            return (name, ObjectID(git_tree_entry_id(entry).pointee), git_tree_entry_filemode(entry))
        }
    }

    func entry(_ name: String, in folder: ObjectID) throws -> (id: ObjectID, mode: git_filemode_t)? {
        var id = folder.oid
        var tree: OpaquePointer?
        try check(git_tree_lookup(&tree, pointer, &id))
        defer { git_tree_free(tree) }
        guard let entry = git_tree_entry_byname(tree, name) else { return nil }
        return (ObjectID(git_tree_entry_id(entry).pointee), git_tree_entry_filemode(entry))
    }
}
