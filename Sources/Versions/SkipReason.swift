package import Patterns

/// Why a policy does not admit a tag. Its description is the sentence that a person reads, without its full stop.
package enum SkipReason: Error, Sendable, Hashable, CustomStringConvertible {
    /// The source's grammar does not allow the name.
    case malformed(TagFault)
    case ignored(by: Pattern)
    case notMatched(by: Pattern)
    /// `match` or an `ignore` expression could not be decided for this tag within its limits.
    case matchLimit(of: Pattern)
    case notSemver(value: String, SemanticVersionFault)
    case outsideRange(SemanticRange)
    /// It would be in the range if the range, or `preReleases: true`, admitted pre-releases.
    case preRelease(SemanticRange)
    case notANumber(value: String)
    /// `newestBuild`, and the image states no created time.
    case noCreatedTime
    /// `digest`, and this is not the tag it watches.
    case anotherTag(wanted: String)

    package var description: String {
        switch self {
        case .malformed(let fault): "not a tag that this source can have: \(fault)"
        case .ignored(let pattern): "ignored by `\(pattern)`"
        case .notMatched(let pattern): "does not match `\(pattern)`"
        case .matchLimit(let pattern):
            "`\(pattern)` was given up on this tag, as it backtracks too often; make the expression simpler"
        case .notSemver(let value, let fault): "`\(value)` is not a semantic version: \(fault)"
        case .outsideRange(let range): "outside of the range `\(range)`"
        case .preRelease(let range):
            "a pre-release, and `\(range)` names none; set `preReleases: true` to admit them"
        case .notANumber(let value): "`\(value)` is not a decimal number"
        case .noCreatedTime: "the image does not state when it was created"
        case .anotherTag(let wanted): "not the tag `\(wanted)`"
        }
    }
}
