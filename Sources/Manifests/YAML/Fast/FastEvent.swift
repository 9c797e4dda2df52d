/// One of libyaml's events, as where its text stands: eight bytes.
///
/// The text of a scalar goes from its quote or indicator to the end of the last one; that of a block scalar to the
/// start of the line that follows it. A collection's is its first character: `{`, `[`, a dash, or that of its first
/// key. What ends a collection or a document has no text, and its start only says how far the scan was.
struct FastEvent: Equatable {
    enum Kind: UInt8 {
        case streamStart, streamEnd, documentStart, documentEnd
        case mappingStart, flowMappingStart, mappingEnd, sequenceStart, flowSequenceStart, sequenceEnd
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    private let bits: UInt64

    /// Bits of a start and of a length, so that both and the kind fit into one word.
    private static var width: UInt64 { 30 }

    /// The most bytes that a text may have.
    static let maximumBytes = 1 << 30 - 1

    init(_ kind: Kind, _ start: Int, _ end: Int) {
        bits =
            UInt64(truncatingIfNeeded: kind.rawValue) | UInt64(truncatingIfNeeded: start) << 4
            | UInt64(truncatingIfNeeded: end - start) << (4 + Self.width)
    }

    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: bits & 0xF)) ?? .streamEnd }
    var start: Int { Int(truncatingIfNeeded: bits >> 4 & (1 << Self.width - 1)) }
    var length: Int { Int(truncatingIfNeeded: bits >> (4 + Self.width)) }
    var end: Int { start + length }

    /// The same event in a text in which so many bytes more stand before it.
    func moved(by bytes: Int) -> FastEvent { FastEvent(kind, start + bytes, end + bytes) }

    /// How a scalar is written; nil for what is none.
    var style: YAMLScalar.Style? {
        switch kind {
        case .plain: .plain
        case .singleQuoted: .singleQuoted
        case .doubleQuoted: .doubleQuoted
        case .literal: .literal
        case .folded: .folded
        default: nil
        }
    }

    /// 1 where a collection starts, -1 where one ends.
    var nesting: Int {
        switch kind {
        case .mappingStart, .flowMappingStart, .sequenceStart, .flowSequenceStart: 1
        case .mappingEnd, .sequenceEnd: -1
        default: 0
        }
    }
}
