/// Reads the plain form of a tag list in one pass: an object of strings, null, and one array of strings, without
/// escapes.
///
/// Nil for everything else, valid or not; the full parser then decides. What it accepts, that one reads alike.
struct TagListScanner {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    private init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    static func scan(_ bytes: UnsafeRawBufferPointer) -> [String]? {
        var scanner = TagListScanner(bytes)
        return scanner.object()
    }

    private mutating func object() -> [String]? {
        var tags: [String]?
        guard take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let key = string(), take(UInt8(ascii: ":")) else { return nil }
            if key == "tags" {
                guard tags == nil, let value = list() else { return nil }
                tags = value
            } else {
                guard string() != nil || null() else { return nil }
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { return nil }
        skipBlanks()
        return position == bytes.count ? tags : nil
    }

    private mutating func list() -> [String]? {
        if null() { return [] }
        guard take(UInt8(ascii: "[")) else { return nil }
        if take(UInt8(ascii: "]")) { return [] }
        var strings: [String] = []
        // As many as a page usually has; a longer list grows by itself.
        strings.reserveCapacity(min((bytes.count - position) / 8, 1 << 12))
        repeat {
            guard let text = string() else { return nil }
            strings.append(text)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? strings : nil
    }

    /// A string of printable ASCII without escapes; anything else is left to the full parser.
    private mutating func string() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var end = position
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") {
                position = end + 1
                return String(decoding: bytes[start..<end], as: UTF8.self)
            }
            guard byte >= 0x20, byte <= 0x7E, byte != UInt8(ascii: "\\") else { return nil }
            end += 1
        }
        return nil
    }

    private mutating func null() -> Bool {
        skipBlanks()
        guard bytes.count - position >= 4, bytes[position..<position + 4].elementsEqual("null".utf8) else {
            return false
        }
        position += 4
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
