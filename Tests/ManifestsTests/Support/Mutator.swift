/// Small random damage to a file: bytes, YAML's own tokens, and whole lines.
enum Mutator {
    private static let tokens = [
        " ", "  ", "\t", "\n", "\r\n", "\r", ":", ": ", "- ", "? ", "#", " # ", "'", "\"", "[", "]", "{", "}", ",",
        "&a ",
        "*a ", "*a", "!!str ", "!!int ", "! ", "!x ", "|", ">", "|-\n", "---\n", "...\n", "%YAML 1.1\n", "<<: *a\n",
        "\\", "\u{FEFF}", "\u{85}", "\u{2028}", "\u{E9}", "😀", "\0", "\u{7}", "~", "null", "@", "`", "a: b\n", "\\x41",
    ].map { Array($0.utf8) }

    /// The bytes with up to four mutations; one time in eight none.
    static func mutate(_ original: [UInt8], with random: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0..<random.number(0...4) where !random.oneIn(4) {
            let offset = random.number(0...bytes.count)
            switch random.number(0...6) {
            case 0 where offset < bytes.count: bytes[offset] = UInt8(random.number(0...255))
            case 1 where offset < bytes.count: bytes.remove(at: offset)
            case 2:
                let end = min(bytes.count, offset + random.number(0...20))
                bytes.removeSubrange(offset..<end)
            case 3:
                let start = random.number(0...bytes.count)
                bytes.insert(
                    contentsOf: Array(bytes[start..<min(bytes.count, start + random.number(0...30))]), at: offset)
            case 4:
                let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                bytes.insert(
                    contentsOf: Array(random.pick(lines)) + [UInt8(ascii: "\n")], at: lineStart(offset, in: bytes))
            default: bytes.insert(contentsOf: random.pick(tokens), at: offset)
            }
        }
        return bytes
    }

    private static func lineStart(_ offset: Int, in bytes: [UInt8]) -> Int {
        bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }
}
