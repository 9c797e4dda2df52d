/// Whether a text has only characters that libyaml reads, and lines only of the usual ends.
///
/// That is: UTF-8 of YAML's printable characters (YAML 1.2.2, section 5.1) and tabs; LF and CR LF. Left to libyaml are
/// CR alone, NEL, LS and PS, which end lines for it, and byte order marks inside the text.
enum UsualText {
    static func holds(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var offset = start
        while offset < bytes.count {
            while offset + 8 <= bytes.count,
                isPlain(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            {
                offset += 8
            }
            guard offset < bytes.count else { return true }
            let length = characterLength(bytes, offset)
            guard length > 0 else { return false }
            offset += length
        }
        return true
    }

    /// Whether all eight bytes are printable ASCII or LF.
    private static func isPlain(_ word: UInt64) -> Bool {
        let high: UInt64 = 0x8080_8080_8080_8080
        // No byte is over 0x7F here, so that no sum carries into the next one.
        guard word & high == 0 else { return false }
        let isVisible = word &+ 0x6060_6060_6060_6060
        let isNotLineFeed = (word ^ 0x0A0A_0A0A_0A0A_0A0A) &+ 0x7F7F_7F7F_7F7F_7F7F
        let isDelete = word &+ 0x0101_0101_0101_0101
        return (~isVisible & isNotLineFeed | isDelete) & high == 0
    }

    /// How many bytes the character has, a whole CR LF being one; 0 for one that is not usual.
    private static func characterLength(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int {
        let first = bytes[offset]
        switch first {
        case 0x20...0x7E, 0x09, 0x0A: return 1
        case 0x0D: return offset + 1 < bytes.count && bytes[offset + 1] == 0x0A ? 2 : 0
        case 0xC2...0xDF: return scalarLength(bytes, offset, 2, UInt32(first & 0x1F))
        case 0xE0...0xEF: return scalarLength(bytes, offset, 3, UInt32(first & 0x0F))
        case 0xF0...0xF4: return scalarLength(bytes, offset, 4, UInt32(first & 0x07))
        default: return 0
        }
    }

    private static func scalarLength(
        _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int, _ length: Int, _ firstBits: UInt32
    ) -> Int {
        guard offset + length <= bytes.count else { return 0 }
        var value = firstBits
        for next in 1..<length {
            let byte = bytes[offset + next]
            guard byte & 0xC0 == 0x80 else { return 0 }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return isUsual(value, length) ? length : 0
    }

    /// Whether a character beyond ASCII is printable, ends no line, and is written with as few bytes as it needs.
    private static func isUsual(_ value: UInt32, _ length: Int) -> Bool {
        switch length {
        case 2: value >= 0xA0
        case 3:
            (0x800...0x2027).contains(value) || (0x202A...0xD7FF).contains(value)
                || (0xE000...0xFEFE).contains(value) || (0xFF00...0xFFFD).contains(value)
        default: (0x10000...0x10FFFF).contains(value)
        }
    }
}
