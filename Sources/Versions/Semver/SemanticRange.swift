/// A range of semantic versions, read exactly as Masterminds/semver 3.2's `NewConstraint` reads it: comparators joined
/// by spaces or commas must all hold, `||` separates alternatives, `1.2 - 3.4` is a range with both its ends, and `x`,
/// `X` and `*` are wildcards.
///
/// A pre-release is admitted only by comparators that name one themselves (`>=1.2.0-0`, `*-0`), one by one: `>=1.0.0-0
/// <2` admits none, as `<2` names none. As there, `!=1.2.3` without a wildcard lets any pre-release pass.
package struct SemanticRange: Sendable, Hashable, CustomStringConvertible {
    /// The longest source, in UTF-8 bytes.
    package static let maximumLength = 1024

    package let source: String
    private let alternatives: [[SemanticComparator]]

    /// Throws where the text is not a range; the error quotes the piece that is wrong.
    package init(_ source: String) throws(SemanticRangeError) {
        guard source.utf8.count <= Self.maximumLength else {
            throw SemanticRangeError(piece: "", reason: "it is longer than \(Self.maximumLength) bytes")
        }
        var alternatives: [[SemanticComparator]] = []
        let text = SemanticRangeText.rewritingHyphens(in: Array(source.utf8))
        for alternative in text.split(separator: Array("||".utf8), omittingEmptySubsequences: false) {
            alternatives.append(try SemanticRangeText.comparators(in: alternative))
        }
        self.source = source
        self.alternatives = alternatives
    }

    /// Whether the version is in the range. With `preReleases`, a pre-release is held to the comparators by its
    /// precedence alone, as Masterminds 3.4's `IncludePrerelease` does: `<2.0.0` then admits 2.0.0-rc.1.
    package func admits(_ version: SemanticVersion, preReleases: Bool = false) -> Bool {
        alternatives.contains { comparators in
            comparators.allSatisfy { $0.admits(version, preReleases: preReleases) }
        }
    }

    package var description: String { source }
}

/// Why a text is not a range of semantic versions.
package struct SemanticRangeError: Error, Hashable, CustomStringConvertible {
    /// The piece that is wrong, as it stands after `a - b` became `>= a, <= b`; empty when it is the whole text.
    package let piece: String
    package let reason: String

    package var description: String {
        piece.isEmpty ? "not a range of versions: \(reason)" : "not a range of versions: in `\(piece)` \(reason)"
    }
}
