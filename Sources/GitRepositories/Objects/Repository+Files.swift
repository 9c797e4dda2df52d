import CGit2
import Promotion

/// What a pattern may cost. A pattern that means more than this is one that nobody thought through.
private enum PatternLimits {
    /// Files that one pattern may match.
    static let matches = 1000
    /// Entries of folders that are looked at for one pattern.
    static let entries = 200_000
    static let depth = 64
}

extension Repository {
    /// The contents of files below a root tree. What is no file, or no path of a file, is left out.
    func files(_ patterns: [FilePattern], in root: ObjectID, limit: Int) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for pattern in patterns {
            let paths = pattern.isPath ? [pattern.text] : try self.paths(matching: pattern, in: root)
            for path in paths where files[path] == nil {
                guard let place = try? TreePath(path), let entry = try? file(at: place, in: root) else { continue }
                guard let bytes = try read(entry.id, limit: limit) else {
                    throw Problem.permanent("`\(path.printable)` is larger than \(limit >> 20) MiB.")
                }
                files[path] = bytes
            }
        }
        return files
    }

    /// The paths of files, no links and no submodules, that match a pattern. Only the folders that may hold some are read.
    private func paths(matching pattern: FilePattern, in root: ObjectID) throws -> [String] {
        var search = PatternSearch(pattern)
        guard let folder = try self.folder(pattern.folder, in: root) else { return [] }
        try walk(folder, prefix: pattern.folder.isEmpty ? "" : pattern.folder + "/", &search)
        return search.found
    }

    private func folder(_ path: String, in root: ObjectID) throws -> ObjectID? {
        var folder = root
        for part in path.split(separator: "/") {
            guard let entry = try entry(String(part), in: folder), entry.mode == GIT_FILEMODE_TREE else { return nil }
            folder = entry.id
        }
        return folder
    }

    private func walk(_ folder: ObjectID, prefix: String, _ search: inout PatternSearch) throws {
        for entry in try entries(of: folder) {
            let path = prefix + entry.name
            try search.count()
            switch entry.mode {
            case GIT_FILEMODE_TREE:
                if search.mayLieBelow(path) { try walk(entry.id, prefix: path + "/", &search) }
            case GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE: try search.take(path)
            default: continue
            }
        }
    }
}

/// One pattern's way through the folders.
private struct PatternSearch {
    private let pattern: FilePattern
    private let depth: Int
    private var looked = 0
    private(set) var found: [String] = []

    init(_ pattern: FilePattern) {
        self.pattern = pattern
        depth = min(pattern.depth ?? PatternLimits.depth, PatternLimits.depth)
    }

    mutating func count() throws(Problem) {
        looked += 1
        guard looked <= PatternLimits.entries else {
            throw .permanent(
                "The pattern `\(pattern.text.printable)` leads through more than \(PatternLimits.entries) files.",
                remedy: "Begin it with a narrower folder.")
        }
    }

    func mayLieBelow(_ folder: String) -> Bool { folder.utf8.count { $0 == UInt8(ascii: "/") } + 1 < depth }

    mutating func take(_ path: String) throws(Problem) {
        guard pattern.matches(path) else { return }
        guard found.count < PatternLimits.matches else {
            throw .permanent(
                "The pattern `\(pattern.text.printable)` matches more than \(PatternLimits.matches) files.",
                remedy: "Write a narrower one.")
        }
        found.append(path)
    }
}
