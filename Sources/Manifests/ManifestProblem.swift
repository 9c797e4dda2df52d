/// Every reason for which a file is refused; the list is closed, and each case has a sentence and a remedy.
package enum ManifestProblem: Sendable, Hashable {
    // The bytes.
    case tooLarge(bytes: Int, limit: Int)
    case utf16
    case invalidUTF8
    case forbiddenCharacter(Unicode.Scalar)
    /// The parser's own words, and where that starts which it could not finish.
    case syntax(String, since: Position? = nil)
    /// As `syntax`, in a file with `{{`.
    case template(String, since: Position?)
    case outOfMemory

    // The document as a whole.
    case tooDeep(limit: Int)
    /// More nodes than the limit, once every alias is written out.
    case tooManyNodes(limit: Int)
    case severalDocuments
    case unknownAnchor(String)
    case aliasInsideItself(String)
    case complexKey
    case invalidMerge
    case duplicateKey(String, first: Position)

    // The way to the value.
    case noDocument(DocumentSelector?)
    case ambiguousDocument([Position])
    /// The path leads to a node without this key; `nearest` is a key it has that looks like it.
    case missingKey(String, nearest: String?)
    case missingIndex(Int, count: Int)
    /// No element is such a mapping; `hidden`: where an alias or a merge key may bring what makes one match.
    case missingElement(key: String, value: String, hidden: [Position])
    case severalElements([Position])
    /// The step wants another kind of node than the one that stands here.
    case wrongKind(step: String, found: NodeKind)
    case alias(String, anchor: Position)
    /// The key is not in the mapping itself, which merges those at `sources`: it may come from there.
    case mergeKey(String, sources: [Position])

    // The value.
    case notScalar(NodeKind)
    case typedTag(String)
    case missingSeparator
    /// An anchor or a tag stands before the value, and nothing between the two.
    case unseparated
    case unwritable(String)
    /// As `unwritable`, where a block scalar stands.
    case unwritableBlock(String)
    /// Only a plain scalar may have blank lines with tabs below it, and the new value cannot be plain.
    case tabsBelow
    /// A folded or quoted value that holds a document cannot carry its change.
    case unwritableContainer
    case conflictingEdits(String, String)
    /// More values around the document than the limit.
    case tooManyContainers(limit: Int)
    /// The document in this value is of a format whose values hold no documents.
    case noContainer
    /// The edited text did not parse back to the same document with only the edited values changed.
    case unproven

    /// The file's format is not known, so that no path leads to a value.
    case noPaths

    // Edits by meaning.
    /// The file is no YAML.
    case noMeaning
    /// Nothing in the file is what was looked for; `nearest`: what is there of its kind and looks like it.
    case noUse(of: String, nearest: [String])
    /// More values are what was looked for than the limit.
    case tooManyUses(limit: Int)
    /// No document has the path below which was to be looked.
    case noPath
    /// A tool puts a variable's value into this text.
    case variable(String)
    /// A tag alone beside a digest, which decides what is deployed; `key` is the tag's.
    case digestDecides(String)
    case missingPart(String)
    /// The key comes from a mapping that others share.
    case mergedPart(String)
    /// The version to write has no such part.
    case missingVersion(String)
    case invalidVersion(String, String)
    case notAnImage(String)
    case notKustomization(String)
    /// No path leads to the value: a key on the way is no scalar, or the way is too long.
    case unreachable
    /// What was looked for stands in an entry by the new name that would be replaced; the entry's own name.
    case renamesItself(String)
    /// The file ends in a block scalar that has no line end.
    case openBlock
    /// The file with the entry added did not parse back to the same document with only that entry more.
    case unprovenAddition

    // HCL.
    /// The parser's own words.
    case invalidHCL(String)
    /// What stands here must be evaluated; the text of the expression.
    case expression(String)

    // JSON.
    /// What stands where, and what was expected.
    case invalidJSON(String)
    /// In a file whose name does not allow it.
    case comment
    /// In a file whose name does not allow it.
    case trailingComma
    case tooManyValues(limit: Int)
    /// Half of a character beyond U+FFFF, as `\ud83d` without its second half, in the value that is meant.
    case loneSurrogate

    // Markers and patterns.
    /// No source has a marker here; `found`: the names that markers here have.
    case noMarker(of: [String], found: [String])
    /// What stands where a marker's object must.
    case malformedMarker(String)
    /// The marker's words, whose last is none of the suffixes.
    case unknownSuffix(String)
    /// No value ends before the marker's comment on its line.
    case noMarkedValue
    /// The marker is not what a comment starts with.
    case misplacedMarker
    /// The marker is part of a value, in which comments mean nothing.
    case markerInValue
    case tooManyMarkers(limit: Int)
    /// `at`: the first of the matches.
    case matchCount(expected: Int, found: Int, at: [Position])
    /// A group of the pattern took no part in a match.
    case emptyGroup(String)
    /// A group holds what another one holds.
    case nestedGroups(String)
    case groupOverLines(String)
    /// The search was given up; PCRE2's words.
    case searchLimit(String)
    /// The name of a use that the file no longer has.
    case noSuchUse(String)
    case unwritableText(String)
    /// YAML readers would take the new value, without quotes as the old one is, for something else than text.
    case retyped(String)
    /// In the edited text, the markers or the pattern find something else than the new values.
    case unprovenText

    /// What a node of a document is.
    package enum NodeKind: String, Sendable, Hashable {
        case scalar = "a scalar"
        case sequence = "a sequence"
        case mapping = "a mapping"
        case alias = "an alias"
    }
}
