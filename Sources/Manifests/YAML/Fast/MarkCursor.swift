import CYAML

/// From byte offsets to libyaml's marks, in one pass over the text: each offset is at or behind the one before it.
struct MarkCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset: Int
    private var last = yaml_mark_t(index: 0, line: 0, column: 0)

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
        self.bytes = bytes
        offset = start
    }

    /// The text must have LF and CR LF as its only line ends.
    mutating func mark(at target: Int) -> yaml_mark_t {
        let passed = UnsafeBufferPointer(rebasing: bytes[offset..<target])
        let lines = passed.count(.lineFeeds)
        let scalars = passed.count(.scalars)
        last.index += scalars
        last.line += lines
        if lines == 0 {
            last.column += scalars
        } else {
            var lineStart = target
            while bytes[lineStart - 1] != ASCII.lineFeed { lineStart -= 1 }
            last.column = UnsafeBufferPointer(rebasing: bytes[lineStart..<target]).count(.scalars)
        }
        offset = target
        return last
    }
}

/// What to count in UTF-8.
private enum Counted {
    case lineFeeds, scalars

    /// In each byte of the word its highest bit, where the byte is to be counted; other bits are of no meaning.
    @inline(__always)
    func marks(in word: UInt64) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        switch self {
        case .lineFeeds:
            let zeroes = word ^ 0x0A0A_0A0A_0A0A_0A0A
            return ~((zeroes & low) &+ low | zeroes)
        // All but 10xxxxxx.
        case .scalars: return ~word | word << 1
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Looks at eight bytes at a time.
    @inline(__always)
    fileprivate func count(_ counted: Counted) -> Int {
        let raw = UnsafeRawBufferPointer(self)
        let high: UInt64 = 0x8080_8080_8080_8080
        var total = 0
        var offset = 0
        while offset + 8 <= count {
            let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            // The product's highest byte is the sum of all eight.
            let ones = (counted.marks(in: word) & high) >> 7
            total += Int((ones &* 0x0101_0101_0101_0101) >> 56)
            offset += 8
        }
        for byte in self[offset...] {
            total += Int(counted.marks(in: UInt64(byte)) >> 7 & 1)
        }
        return total
    }
}
