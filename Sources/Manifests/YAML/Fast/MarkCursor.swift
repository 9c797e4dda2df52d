import CYAML

/// From byte offsets to libyaml's marks, in one pass over the text: each offset is at or behind the one before it.
struct MarkCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset: Int
    private var lineStart: Int
    private var line = 0
    private var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
        self.bytes = bytes
        offset = start
        lineStart = start
    }

    /// The text must have LF and CR LF as its only line ends.
    mutating func mark(at target: Int) -> yaml_mark_t {
        let passed = UnsafeBufferPointer(rebasing: bytes[offset..<target])
        let lines = passed.reduce(into: 0) { $0 &+= $1 == ASCII.lineFeed ? 1 : 0 }
        if lines > 0, let last = passed.lastIndex(of: ASCII.lineFeed) {
            line += lines
            lineStart = offset + last + 1
        }
        index += Self.scalars(passed)
        offset = target
        let column = Self.scalars(UnsafeBufferPointer(rebasing: bytes[lineStart..<target]))
        return yaml_mark_t(index: index, line: line, column: column)
    }

    private static func scalars(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        bytes.reduce(into: 0) { $0 &+= $1 & 0xC0 != 0x80 ? 1 : 0 }
    }
}
