package import Patterns

package import struct Foundation.TimeInterval

/// Which of a source's tags is the wanted one.
///
/// A tag is looked at in this order: its grammar, `ignore`, `match`, `extract`, then the rule reads what was extracted,
/// or the whole name where nothing is. A tag that fails one of these is skipped, and listed as skipped with its
/// reason; it never fails the policy.
package struct VersionPolicy: Sendable, Hashable {
    package var rule: Rule
    /// Only tags that this expression matches, anywhere unless it is anchored, are looked at.
    package var match: Pattern?
    /// What the rule reads of a tag that `match` matched. Made for `match`; without one it has no meaning.
    package var extract: ExtractTemplate?
    /// Tags that one of these matches are left out, whatever else they are.
    package var ignore: [Pattern]
    /// How long a tag must have been there, in seconds, from the later of its created time and its first sight. 0 or
    /// less: it need not.
    package var minimumAge: TimeInterval
    /// What the names of the source's tags may be.
    package var grammar: TagGrammar

    package init(
        rule: Rule, match: Pattern? = nil, extract: ExtractTemplate? = nil, ignore: [Pattern] = [],
        minimumAge: TimeInterval = 0, grammar: TagGrammar = .oci
    ) {
        self.rule = rule
        self.match = match
        self.extract = extract
        self.ignore = ignore
        self.minimumAge = minimumAge
        self.grammar = grammar
    }

    package enum Rule: Sendable, Hashable {
        /// The highest semantic version in the range; pre-releases as `SemanticRange.admits` says.
        case semver(SemanticRange, preReleases: Bool)
        /// The greatest or smallest decimal number.
        case numerical(Order)
        /// The last or first by the bytes of its UTF-8.
        case alphabetical(Order)
        /// The one that was built last.
        case newestBuild
        /// That tag and no other, whatever it names at the time.
        case digest(tag: String)
    }

    /// Which end is wanted, read as Flux's ImagePolicy reads it: the *last* in this order.
    package enum Order: String, Sendable, Hashable, CaseIterable {
        /// Ascending: the greatest is wanted.
        case asc
        /// Descending: the smallest is wanted.
        case desc
    }

    /// Whether `rank` needs the created time of every tag: without it `newestBuild` skips a tag. A caller that could not
    /// learn one, for another reason than that the image states none, must not rank.
    package var needsCreated: Bool { rule == .newestBuild }
}
