/// Every reason for which a file is refused; the list is closed, and each case has a sentence and a remedy.
package enum ManifestProblem: Sendable, Hashable {
    // The bytes.
    case tooLarge(bytes: Int, limit: Int)
    case utf16
    case invalidUTF8
    case forbiddenCharacter(Unicode.Scalar)
    /// The parser's own words.
    case syntax(String)
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
    case blockScalar
    case multiLine
    case typedTag(String)
    case missingSeparator
    case unwritable(String)
    case conflictingEdits(String, String)
    /// The edited text did not parse back to the same document with only the edited values changed.
    case unproven

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

    /// What a node of a document is.
    package enum NodeKind: String, Sendable, Hashable {
        case scalar = "a scalar"
        case sequence = "a sequence"
        case mapping = "a mapping"
        case alias = "an alias"
    }
}
