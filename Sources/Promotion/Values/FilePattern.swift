import Patterns

/// One file of a repository, or each file whose path matches a pattern.
///
/// In a pattern `*` stands for any characters within one part of a path, `?` for one of them, and the part `**` for any
/// number of parts, none included: `apps/*/values.yaml`, `apps/**/*.yaml`. Case matters; everything else is literal.
package struct FilePattern: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// How many files a pattern may match: one that means more is one that nobody thought through.
    package static let mostMatches = 1000

    package let text: String
    /// Whether the text is one file's path, wildcards taken as they are.
    package let isPath: Bool

    /// Exactly this file.
    package init(path: String) {
        text = path
        isPath = true
    }

    /// Each file that matches.
    package init(matching pattern: String) {
        text = pattern
        isPath = false
    }

    package init(stringLiteral path: String) { self.init(path: path) }

    package var description: String { text }
    private var parts: [Substring] { text.split(separator: "/", omittingEmptySubsequences: false) }

    /// The folder that every match lies in: the parts before the first one with a wildcard, joined; empty for the root.
    package var folder: String {
        let parts = parts
        let fixed = parts.dropLast().prefix { isPath || !Self.isWild($0) }
        return fixed.joined(separator: "/")
    }

    /// How many parts the path of a match has at most; nil with `**`, which knows no end.
    package var depth: Int? { !isPath && parts.contains("**") ? nil : parts.count }

    /// What is wrong with a pattern that matches more files than it may.
    package var matchesTooMany: Problem {
        .permanent(
            "The pattern `\(text)` matches more than \(Self.mostMatches) files.", remedy: "Write a narrower one.")
    }

    package func matches(_ path: String) -> Bool {
        guard !isPath else { return path == text }
        return Self.match(parts[...], path.split(separator: "/", omittingEmptySubsequences: false)[...])
    }

    /// Those of many paths that match, sorted; most are told apart by their first bytes.
    package func matches(among paths: some Sequence<String>) -> [String] {
        let folder = folder
        let start = folder.isEmpty ? "" : folder + "/"
        return paths.filter { $0.utf8.starts(with: start.utf8) && matches($0) }.sorted()
    }

    /// False where no file can be of both.
    package func mayMeet(_ other: FilePattern) -> Bool {
        if other.isPath { return matches(other.text) }
        if isPath { return other.matches(text) }
        let (mine, theirs) = (folder, other.folder)
        return mine == theirs || Self.lies(mine, in: theirs) || Self.lies(theirs, in: mine)
    }

    private static func lies(_ folder: String, in other: String) -> Bool {
        other.isEmpty || folder.hasPrefix(other + "/")
    }

    private static func isWild(_ part: Substring) -> Bool { part.contains { $0 == "*" || $0 == "?" } }

    private static func match(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        matchesWildcards(pattern, path, isAny: { $0 == "**" }, matches: matchPart)
    }

    private static func matchPart(_ pattern: Substring, _ part: Substring) -> Bool {
        guard isWild(pattern) else { return pattern == part }
        return matchesWildcards(
            Array(pattern.unicodeScalars), Array(part.unicodeScalars), isAny: { $0 == "*" },
            matches: { $0 == "?" || $0 == $1 })
    }
}
