/// How a new value is written where an old scalar stood, so that every reader gets its text back.
///
/// | old scalar | new value | written |
/// |---|---|---|
/// | single or double quoted | any | in the same quotes |
/// | plain | a string to YAML 1.1 and 1.2, and free of indicators | plain |
/// | plain integer | integer of at most 15 digits, in its usual spelling | plain: the type stays |
/// | plain boolean | `true` or `false` | plain: the type stays |
/// | plain, tagged `!!str` or with a tag of one's own | free of indicators | plain: the tag decides |
/// | plain | anything else (`1.20`, `yes`, `1e3`, `~`) | in double quotes |
/// | block scalar, `|` or `>` | printable lines, of which the first does not start with white space | as a block again |
///
/// A plain or quoted scalar of several lines becomes one of one line. ``BlockScalar`` says what stays of a block.
///
/// A float never stays plain: `1.20` would be read as 1.2. A tag of another type (`!!int`) stays only before a value
/// of that type, in its usual spelling.
struct ScalarWriter {
    let target: Target
    let value: String

    /// The bytes to put in the place of the old scalar's, and the style that they have.
    func text(in source: SourceText) throws(ManifestError) -> (bytes: [UInt8], style: YAMLScalar.Style) {
        guard isSeparate(source) else { throw error(.unseparated, source) }
        switch target.scalar.style {
        case .singleQuoted:
            try checkTag(isPlain: false, source)
            guard YAMLText.isPrintableOnOneLine(value) else { throw error(.unwritable(value), source) }
            return (YAMLText.singleQuoted(value), .singleQuoted)
        case .doubleQuoted:
            try checkTag(isPlain: false, source)
            return (YAMLText.doubleQuoted(value), .doubleQuoted)
        case .literal, .folded:
            try checkTag(isPlain: false, source)
            let block = BlockScalar(
                Array(source.bytes[target.span.range])[...], value: target.scalar.value,
                parentColumn: target.parentColumn)
            guard let text = block?.replacing(value), !swallowsNextLine(source) else {
                throw error(.unwritableBlock(value), source)
            }
            return (text, target.scalar.style)
        case .plain:
            let isPlain = YAMLText.isPlainSafe(value) && (isTagged || staysOfType)
            try checkTag(isPlain: isPlain, source)
            if !isPlain, hasTabsBelow(source) { throw error(.tabsBelow, source) }
            let text = isPlain ? Array(value.utf8) : YAMLText.doubleQuoted(value)
            return (try separated(text, source), isPlain ? .plain : .doubleQuoted)
        }
    }

    /// Whether white space stands between the anchor and the value: in `&a:b` readers do not agree where that is.
    private func isSeparate(_ source: SourceText) -> Bool {
        guard target.hasProperties, !target.span.range.isEmpty else { return true }
        return Self.isBlank(source.bytes[target.span.range.lowerBound - 1])
    }

    /// Whether a blank line that follows has a tab: as white space behind a plain scalar it is none of libyaml's concern.
    private func hasTabsBelow(_ source: SourceText) -> Bool {
        let below = source.bytes[target.span.range.upperBound...].prefix(while: Self.isBlank)
        return below.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.contains(UInt8(ascii: "\t"))
    }

    /// Whether a block without content would take the next line, a comment that stands deeper than the key, for its own.
    private func swallowsNextLine(_ source: SourceText) -> Bool {
        guard value.utf8.allSatisfy({ $0 == UInt8(ascii: "\n") }) else { return false }
        return source.bytes[target.span.range.upperBound...].prefix { $0 == UInt8(ascii: " ") }.count
            > target.parentColumn
    }

    /// A lone `!` asks for a string, but not every reader knows that.
    private var isTagged: Bool { target.scalar.tag.map { $0 != "!" } ?? false }

    private var staysOfType: Bool {
        PlainType.isString(value)
            || (PlainType.isUsualInteger(value) && PlainType.isUsualInteger(target.scalar.value))
            || (PlainType.isUsualBoolean(value) && PlainType.isUsualBoolean(target.scalar.value))
    }

    /// Refuses a tag of YAML's own other than `!!str`, unless the value is one of its type.
    func checkTag(isPlain: Bool, _ source: SourceText) throws(ManifestError) {
        let prefix = "tag:yaml.org,2002:"
        guard let tag = target.scalar.tag, tag.hasPrefix(prefix), tag != prefix + "str" else { return }
        switch tag.dropFirst(prefix.count) {
        case "int" where isPlain && PlainType.isUsualInteger(value): return
        case "bool" where isPlain && PlainType.isUsualBoolean(value): return
        case "float" where isPlain && PlainType.core(value) == .float: return
        default: throw error(.typedTag("!!" + tag.dropFirst(prefix.count)), source)
        }
    }

    /// The text with the spaces it needs where the file leaves the value out (`tag:`, `{tag:}`, `- &a`).
    private func separated(_ text: [UInt8], _ source: SourceText) throws(ManifestError) -> [UInt8] {
        guard target.span.range.isEmpty else { return text }
        let offset = target.span.range.lowerBound
        let before = source.bytes[source.contentStart..<offset]
        guard target.hasProperties || endsInSeparator(before) else { throw error(.missingSeparator, source) }
        let leading = before.last.map(Self.isBlank) ?? true ? [] : [UInt8(ascii: " ")]
        let isFollowed = offset < source.bytes.count && !Self.endsValue(source.bytes[offset])
        return leading + text + (isFollowed ? [UInt8(ascii: " ")] : [])
    }

    /// Whether the last that stands before the value is what must stand there: a pair's colon, or an element's dash.
    ///
    /// A key can end in a dash, too (`{key-, other: x}`), so that the bytes alone do not tell.
    private func endsInSeparator(_ before: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let last = before.last { !Self.isBlank($0) }
        if case .index = target.place.selector.steps.last { return last == UInt8(ascii: "-") }
        return last == UInt8(ascii: ":")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }

    private func error(_ problem: ManifestProblem, _ source: SourceText) -> ManifestError {
        ManifestError(problem, file: source.file, at: target.span.position, place: target.place)
    }
}
