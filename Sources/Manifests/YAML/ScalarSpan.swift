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
            while cursor.offset < end, !isBlank(at: cursor.offset) { cursor.advance(in: bytes) }
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

    private func isBlank(at offset: Int) -> Bool {
        bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t") || isLineEnd(at: offset)
    }

    private func isLineEnd(at offset: Int) -> Bool { bytes.lineEndLength(at: offset) > 0 }
}
