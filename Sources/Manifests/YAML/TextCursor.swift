/// Walks over UTF-8 text one Unicode scalar at a time, counting lines as YAML 1.1 does.
struct TextCursor {
    private(set) var position: Position

    init(_ position: Position) {
        self.position = position
    }

    /// At the first character of a text, behind a byte order mark.
    init(from contentStart: Int) {
        position = Position(line: 1, column: 1, offset: contentStart)
    }

    var offset: Int { position.offset }

    /// Moves on to a byte, which must not stand before, and answers its position.
    mutating func move(to offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Position {
        while self.offset < offset { advance(in: bytes) }
        return position
    }

    /// Moves past one scalar, or past a whole line end (CR LF is one). Not to be called at the end of the bytes.
    mutating func advance(in bytes: UnsafeBufferPointer<UInt8>) {
        let lineEnd = bytes.lineEndLength(at: offset)
        if lineEnd > 0 {
            position = Position(line: position.line + 1, column: 1, offset: offset + lineEnd)
            return
        }
        var next = offset + 1
        while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
        position = Position(line: position.line, column: position.column + 1, offset: next)
    }
}

extension RandomAccessCollection where Element == UInt8, Index == Int {
    /// How many bytes the line end at this offset has: LF, CR, CR LF, and YAML 1.1's NEL, LS and PS; 0 for none.
    func lineEndLength(at offset: Int) -> Int {
        switch self[offset] {
        case UInt8(ascii: "\n"): return 1
        case UInt8(ascii: "\r"): return offset + 1 < endIndex && self[offset + 1] == UInt8(ascii: "\n") ? 2 : 1
        case 0xC2: return offset + 1 < endIndex && self[offset + 1] == 0x85 ? 2 : 0
        case 0xE2:
            guard offset + 2 < endIndex, self[offset + 1] == 0x80 else { return 0 }
            return self[offset + 2] == 0xA8 || self[offset + 2] == 0xA9 ? 3 : 0
        default: return 0
        }
    }

    /// Whether a line end stands right before this offset.
    func endsLine(before offset: Int) -> Bool {
        (1...3).contains { $0 <= offset - startIndex && lineEndLength(at: offset - $0) == $0 }
    }
}
