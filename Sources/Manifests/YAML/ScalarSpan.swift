import CYAML

/// Where a scalar's own text stands, without the anchor and the tag before it.
struct ScalarSpan: Hashable {
    /// Bytes, quotes included; empty where the value is left out.
    let range: Range<Int>
    let position: Position
}

extension EventReader {
    /// Where the current event starts, an anchor or tag before it included.
    var position: Position { source.position(of: event.start_mark) }

    /// The current event's own text; the event must be a scalar.
    var scalarSpan: ScalarSpan {
        source.scalarSpan(from: source.position(of: event.start_mark), to: source.offset(of: event.end_mark))
    }
}

extension SourceText {
    /// Skips the anchor and the tag, and the white space and comments after them, between a scalar's marks.
    ///
    /// Neither a plain nor a quoted scalar can start with `&` or `!`, nor can one start with `#`.
    func scalarSpan(from start: Position, to end: Int) -> ScalarSpan {
        var cursor = TextCursor(start)
        while cursor.offset < end,
            bytes[cursor.offset] == UInt8(ascii: "&") || bytes[cursor.offset] == UInt8(ascii: "!")
        {
            let isAnchor = bytes[cursor.offset] == UInt8(ascii: "&")
            cursor.advance(in: bytes)
            // libyaml ends an anchor's name before what is no letter: `&a:b` is an anchor and the value `:b`.
            while cursor.offset < end, isAnchor ? isName(at: cursor.offset) : !isBlank(at: cursor.offset) {
                cursor.advance(in: bytes)
            }
            while cursor.offset < end, isBlank(at: cursor.offset) || bytes[cursor.offset] == UInt8(ascii: "#") {
                if bytes[cursor.offset] == UInt8(ascii: "#") {
                    while cursor.offset < end, !isLineEnd(at: cursor.offset) { cursor.advance(in: bytes) }
                } else {
                    cursor.advance(in: bytes)
                }
            }
        }
        return ScalarSpan(range: cursor.offset..<max(cursor.offset, end), position: cursor.position)
    }

    /// The span of a block scalar, with the spaces behind it where the file ends in them.
    func blockSpan(_ span: ScalarSpan) -> ScalarSpan {
        guard bytes[span.range.upperBound...].allSatisfy({ $0 == UInt8(ascii: " ") }) else { return span }
        return ScalarSpan(range: span.range.lowerBound..<bytes.count, position: span.position)
    }

    private func isName(at offset: Int) -> Bool {
        let byte = bytes[offset]
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    private func isBlank(at offset: Int) -> Bool {
        bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t") || isLineEnd(at: offset)
    }

    private func isLineEnd(at offset: Int) -> Bool { bytes.lineEndLength(at: offset) > 0 }
}
