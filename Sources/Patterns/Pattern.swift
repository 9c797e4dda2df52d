/// One regular expression in PCRE2's syntax, compiled once.
///
/// The expression is read as UTF-8 and finds its match anywhere in a text, unless `^`, `$`, `\A` or `\z` anchor it.
/// `\d`, `\w` and `\s` stand for ASCII characters only; groups are named `(?<name>…)`. Equal when the sources are.
/// Safe to use from any number of threads at once.
package struct Pattern: Sendable, Hashable, CustomStringConvertible {
    /// The longest source, in UTF-8 bytes.
    package static let maximumLength = 4096

    package let source: String
    let compiled: CompiledPattern

    /// Compiles an expression. Throws where PCRE2 refuses it, where it is empty (it would match everything, and is
    /// most likely a mistake), and where it is longer than `maximumLength`.
    package init(_ source: String) throws(PatternError) {
        guard !source.isEmpty else {
            throw PatternError(offset: 0, message: "the expression is empty; leave it out to match everything")
        }
        guard source.utf8.count <= Self.maximumLength else {
            throw PatternError(
                offset: Self.maximumLength,
                message: "the expression is longer than \(Self.maximumLength) bytes")
        }
        self.source = source
        compiled = try CompiledPattern(source)
    }

    /// The numbers of the named groups.
    package var groupNames: [String: Int] { compiled.groupNames }

    /// How many groups the expression has, the whole match (group 0) not counted.
    package var groupCount: Int { compiled.groupCount }

    /// The leftmost match in the text; nil where there is none.
    package func match(_ text: String) throws(MatchLimitExceeded) -> PatternMatch? {
        guard let groups = try compiled.groups(in: text) else { return nil }
        return PatternMatch(text: text, groups: groups, groupNames: compiled.groupNames)
    }

    /// Whether the expression matches anywhere in the text; cheaper than `match`.
    package func matches(_ text: String) throws(MatchLimitExceeded) -> Bool {
        try compiled.matches(text)
    }

    package var description: String { source }

    package static func == (left: Pattern, right: Pattern) -> Bool { left.source == right.source }

    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}
