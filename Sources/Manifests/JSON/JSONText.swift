/// A file's bytes and name, and the way from offsets to positions in them.
struct JSONText {
    let bytes: UnsafeBufferPointer<UInt8>
    let file: String
    /// Behind the byte order mark, where there is one: RFC 8259, section 8.1, lets a reader skip it.
    let contentStart: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
        self.bytes = bytes
        self.file = file
        contentStart = bytes.contentStart
    }

    /// The positions of offsets in any order, by counting once from the start.
    func positions(of offsets: [Int]) -> [Position] {
        var cursor = TextCursor(from: contentStart)
        var positions = [Position](repeating: .start, count: offsets.count)
        for index in offsets.indices.sorted(by: { offsets[$0] < offsets[$1] }) {
            positions[index] = cursor.move(to: offsets[index], in: bytes)
        }
        return positions
    }

    func position(of offset: Int) -> Position { positions(of: [offset])[0] }

    func error(_ problem: ManifestProblem, at offset: Int? = nil, place: Place? = nil) -> ManifestError {
        ManifestError(problem, file: file, at: offset.map(position), place: place)
    }

    /// How many bytes the character at an offset has; nil where the bytes are not UTF-8 (RFC 3629, section 4).
    func characterLength(at offset: Int) -> Int? {
        let lead = bytes[offset]
        let (length, second): (Int, ClosedRange<UInt8>)
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { return nil }
        return bytes[(offset + 2)..<(offset + length)].allSatisfy { $0 & 0xC0 == 0x80 } ? length : nil
    }
}
