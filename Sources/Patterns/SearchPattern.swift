/// One regular expression in PCRE2's syntax for searching whole files, compiled once.
///
/// `^` and `$` stand at the start and end of every line, which ends at LF, CR LF or CR; `.` matches neither of those.
/// `\d`, `\w` and `\s` stand for ASCII characters only; groups are named `(?<name>…)`. Equal when the sources are.
/// Safe to use from any number of threads at once.
package struct SearchPattern: Sendable, Hashable, CustomStringConvertible {
    package let source: String
    private let compiled: CompiledSearchPattern

    /// Compiles an expression. Throws where PCRE2 refuses it, where it is empty, and where it is longer than
    /// ``Pattern/maximumLength``.
    package init(_ source: String) throws(PatternError) {
        guard !source.isEmpty else {
            throw PatternError(offset: 0, message: "the expression is empty; write what stands around the value")
        }
        guard source.utf8.count <= Pattern.maximumLength else {
            throw PatternError(
                offset: Pattern.maximumLength,
                message: "the expression is longer than \(Pattern.maximumLength) bytes")
        }
        self.source = source
        compiled = try CompiledSearchPattern(source)
    }

    /// The names of the groups, in the order of their numbers.
    package var groupNames: [String] { compiled.groups.map(\.name) }

    /// The matches, leftmost first, none overlapping the one before; at most `limit`.
    ///
    /// An empty match is followed by the next one that is not empty there, or stands further on. All that the search
    /// costs is bounded, whatever the expression: see ``MatchBudget``.
    ///
    /// - Parameter text: UTF-8; anything else is refused as an exceeded limit, in PCRE2's words.
    package func matches(
        in text: UnsafeBufferPointer<UInt8>, limit: Int = .max
    ) throws(MatchLimitExceeded) -> [FileMatch] {
        try matches(in: text, limit: limit, steps: MatchBudget.steps)
    }

    func matches(
        in text: UnsafeBufferPointer<UInt8>, limit: Int = .max, steps: Int
    ) throws(MatchLimitExceeded) -> [FileMatch] {
        try compiled.matches(in: text, limit: limit, steps: steps)
    }

    package var description: String { source }

    package static func == (left: SearchPattern, right: SearchPattern) -> Bool { left.source == right.source }

    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// Where an expression matched in a file, and its named groups: byte ranges of the text that was searched.
package struct FileMatch: Sendable, Hashable {
    package let range: Range<Int>
    /// Without the groups that took no part.
    package let groups: [String: Range<Int>]

    package init(range: Range<Int>, groups: [String: Range<Int>]) {
        self.range = range
        self.groups = groups
    }
}
