import Foundation
import Manifests
import Patterns
import Versions

/// The description of `policy`: the word `newestBuild`, or a mapping that names one rule.
let policy: Value<VersionPolicy> = either(
    word(
        "a policy",
        ["newestBuild": (VersionPolicy(rule: .newestBuild), "The image that was built last, as it says of itself.")]),
    or: policyMapping)

private let policyMapping: Value<VersionPolicy> = mapping(
    "a policy",
    optional(
        "semver", versionRange,
        "The highest semantic version in a range, such as `>=1.0.0 <2.0.0`; read as Masterminds semver 3.2 reads it."),
    optional("preReleases", boolean, "Whether pre-releases count, also where the range names none."),
    optional("numerical", order, "The greatest (`asc`) or smallest (`desc`) decimal number, of any length."),
    optional("alphabetical", order, "The last (`asc`) or first (`desc`) by its bytes."),
    optional("newestBuild", mapping("newestBuild", make: { true }), "The image that was built last; `{}`."),
    optional("digest", anyText("a tag", example: "latest"), "One tag that moves. The edits must write the digest."),
    optional("match", pattern, "Only tags that this expression matches count. Groups are named `(?<name>…)`."),
    optional(
        "extract", anyText("a template of groups", example: "$ts"),
        "What of a matched tag is compared: `$name` is a group of `match`."),
    optional("ignore", oneOrMore(pattern), "Tags that one of these expressions matches do not count."),
    optional(
        "minimumAge", duration(0...31_536_000), default: "0s",
        "How old a version must be, from the later of its creation and its first sight."),
    rules: [
        .exactlyOne(["semver", "numerical", "alphabetical", "newestBuild", "digest"]), .needs("preReleases", "semver"),
        .needs("extract", "match"),
    ]
) { semver, preReleases, numerical, alphabetical, newestBuild, digest, match, extract, ignore, minimumAge in
    PolicyDraft(
        rule: semver.map { .semver($0, preReleases: preReleases ?? false) } ?? numerical.map { .numerical($0) }
            ?? alphabetical.map { .alphabetical($0) } ?? digest.map { .digest(tag: $0) }
            ?? newestBuild.map { _ in .newestBuild },
        match: match, extract: extract, ignore: ignore ?? [], minimumAge: minimumAge)
}.map { draft, node, decoding in
    // Without a rule the mapping has been refused.
    guard let rule = draft.rule else { return nil }
    return VersionPolicy(
        rule: rule, match: draft.match, extract: extract(draft, node, decoding), ignore: draft.ignore,
        minimumAge: draft.minimumAge)
}

/// A mapping of `policy` as it was written.
private struct PolicyDraft: Sendable {
    var rule: VersionPolicy.Rule?
    var match: Pattern?
    var extract: String?
    var ignore: [Pattern]
    var minimumAge: TimeInterval
}

private func extract(_ draft: PolicyDraft, _ node: YAMLNode, _ decoding: Decoding) -> ExtractTemplate? {
    guard let text = draft.extract, let match = draft.match, let extract = node["extract"] else { return nil }
    do throws(PatternError) {
        return try ExtractTemplate(text, for: match)
    } catch {
        decoding.refuse(at: decoding.location(of: error.offset, in: extract), error.message)
        return nil
    }
}

private let order = word(
    "an order",
    [
        "asc": (VersionPolicy.Order.asc, "Ascending: the last and greatest is wanted."),
        "desc": (.desc, "Descending: the last and smallest is wanted."),
    ])
