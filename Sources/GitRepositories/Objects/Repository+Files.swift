import CGit2
import Promotion

/// What a pattern may cost. A pattern that means more than this is one that nobody thought through.
private enum PatternLimits {
    /// Entries of folders that are looked at for one pattern.
    static let entries = 200_000
    static let depth = 64
}

extension Repository {
    /// The contents of files below a root tree. What is no file, or no path of a file, is left out.
    func read(_ patterns: [FilePattern], in root: ObjectID, limits: GitLimits) throws -> FoundFiles {
        var found = FoundFiles()
        for pattern in patterns {
            do {
                var total = 0
                for (path, blob) in try blobs(of: pattern, in: root) where found.contents[path] == nil {
                    guard let bytes = try read(blob, limit: limits.fileBytes) else {
                        throw Problem.permanent(
                            "`\(path.printable)` is larger than \(limits.fileBytes >> 20) MiB.",
                            remedy: "Split the file, or leave it out.")
                    }
                    total += bytes.count
                    guard total <= limits.patternBytes else {
                        throw Problem.permanent(
                            "The files of `\(pattern.text.printable)` are larger than \(limits.patternBytes >> 20) MiB together.",
                            remedy: "Write a narrower pattern.")
                    }
                    found.contents[path] = bytes
                }
            } catch let problem as Problem {
                found.problems[pattern] = problem
            }
        }
        return found
    }

    /// A fingerprint of what patterns match below a root tree, without reading any of it.
    func blobs(of patterns: [FilePattern], in root: ObjectID) throws -> [String: ObjectID] {
        var found: [String: ObjectID] = [:]
        for pattern in patterns {
            for (path, blob) in try blobs(of: pattern, in: root) { found[path] = blob }
        }
        return found
    }

    private func blobs(of pattern: FilePattern, in root: ObjectID) throws -> [(path: String, blob: ObjectID)] {
        guard pattern.isPath else { return try matches(of: pattern, in: root) }
        guard let place = try? TreePath(pattern.text), let entry = try? file(at: place, in: root) else { return [] }
        return [(pattern.text, entry.id)]
    }

    /// Files, no links and no submodules, that match a pattern. Only the folders that may hold some are read.
    private func matches(of pattern: FilePattern, in root: ObjectID) throws -> [(path: String, blob: ObjectID)] {
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
            case GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE: try search.take(path, entry.id)
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
    private(set) var found: [(path: String, blob: ObjectID)] = []

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

    mutating func take(_ path: String, _ blob: ObjectID) throws(Problem) {
        // What no edit could name is none of the pattern's.
        guard pattern.matches(path), (try? TreePath(path)) != nil else { return }
        guard found.count < FilePattern.mostMatches else { throw pattern.matchesTooMany }
        found.append((path, blob))
    }
}
