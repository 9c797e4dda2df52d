/// The text of a scalar that holds a file, kept in step with that file's edits.
///
/// | style | what is rewritten |
/// |---|---|
/// | literal | the lines that differ |
/// | folded, single and double quoted | the characters that differ, where they read back on the same lines |
/// | plain | the whole, where it stays plain |
struct ContainerText {
    let style: YAMLScalar.Style
    private(set) var bytes: [UInt8]
    private(set) var value: String
    private let parentColumn: Int

    init(_ target: Target, in source: SourceText) {
        style = target.scalar.style
        bytes = Array(source.bytes[target.span.range])
        value = target.scalar.value
        parentColumn = target.parentColumn
    }

    /// Which part of the text stands for which of the value; nil where the two cannot be held against each other.
    var pieces: [ScalarPiece]? { ScalarDecoder.pieces(of: bytes[...], style: style, value: value) }

    /// Takes another value, and answers whether the text can carry it.
    mutating func replace(with new: String) -> Bool {
        if new.isSame(as: value) { return true }
        guard let text = text(with: new) else { return false }
        bytes = text
        value = new
        return true
    }

    private func text(with new: String) -> [UInt8]? {
        switch style {
        case .literal: BlockScalar(bytes[...], value: value, parentColumn: parentColumn)?.replacing(new)
        case .plain: YAMLText.isPlainSafe(new) && PlainType.isString(new) ? Array(new.utf8) : nil
        case .folded, .singleQuoted, .doubleQuoted: changed(new)
        }
    }

    private func changed(_ new: String) -> [UInt8]? {
        guard let pieces, !pieces.isEmpty else { return nil }
        let old = Array(value.utf8)
        let bytes = Array(new.utf8)
        let difference = Self.difference(old, bytes)
        let start = pieces.start(of: difference.start)
        let end = pieces.end(of: old.count - difference.end)
        let part = bytes[start.value..<(bytes.count - (old.count - end.value))]
        guard let encoded = encoded(String(decoding: part, as: UTF8.self)) else { return nil }
        let text = self.bytes[..<start.text] + encoded + self.bytes[end.text...]
        return ScalarDecoder.pieces(of: text, style: style, value: new) == nil ? nil : Array(text)
    }

    private func encoded(_ part: String) -> ArraySlice<UInt8>? {
        if style == .doubleQuoted { return YAMLText.doubleQuoted(part).dropFirst().dropLast() }
        guard YAMLText.isPrintableOnOneLine(part) else { return nil }
        return style == .singleQuoted ? YAMLText.singleQuoted(part).dropFirst().dropLast() : Array(part.utf8)[...]
    }

    /// How many bytes the two have in common at the start and, behind those, at the end; whole characters.
    private static func difference(_ old: [UInt8], _ new: [UInt8]) -> (start: Int, end: Int) {
        let shorter = min(old.count, new.count)
        var start = 0
        while start < shorter, old[start] == new[start] { start += 1 }
        while start > 0, isContinuation(old, start) || isContinuation(new, start) { start -= 1 }
        var end = 0
        while end < shorter - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        while end > 0, isContinuation(old, old.count - end) { end -= 1 }
        return (start, end)
    }

    private static func isContinuation(_ bytes: [UInt8], _ offset: Int) -> Bool {
        offset < bytes.count && bytes[offset] & 0xC0 == 0x80
    }
}
