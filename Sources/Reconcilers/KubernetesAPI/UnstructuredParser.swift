/// Why a text is not the JSON that was expected.
package struct UnstructuredError: Error, Hashable {
    package let message: String
    /// Bytes from the start.
    package let offset: Int
}

extension Unstructured {
    /// Reads one JSON text (RFC 8259), at most 512 levels deep. Of a key that is there twice the last one counts.
    package init(json bytes: some Collection<UInt8>) throws(UnstructuredError) {
        var parser = UnstructuredParser(bytes: Array(bytes))
        self = try parser.whole()
    }
}

private struct UnstructuredParser {
    let bytes: [UInt8]
    var offset = 0
    private let deepest = 512

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func whole() throws(UnstructuredError) -> Unstructured {
        let value = try value(depth: 0)
        skipBlanks()
        guard offset == bytes.count else { throw error("something follows the value") }
        return value
    }

    private func error(_ message: String) -> UnstructuredError { UnstructuredError(message: message, offset: offset) }
    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func value(depth: Int) throws(UnstructuredError) -> Unstructured {
        guard depth < deepest else { throw error("it is nested deeper than \(deepest) levels") }
        skipBlanks()
        switch current {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: String, _ value: Unstructured) throws(UnstructuredError) -> Unstructured {
        guard bytes[offset...].starts(with: text.utf8) else { throw error("this is no value") }
        offset += text.utf8.count
        return value
    }

    private mutating func object(_ depth: Int) throws(UnstructuredError) -> Unstructured {
        var members: [String: Unstructured] = [:]
        offset += 1
        skipBlanks()
        if take("}") { return .object(members) }
        while true {
            skipBlanks()
            guard current == UInt8(ascii: "\"") else { throw error("a key was expected") }
            let key = try string()
            skipBlanks()
            guard take(":") else { throw error("a colon was expected") }
            members[key] = try value(depth: depth + 1)
            skipBlanks()
            if take("}") { return .object(members) }
            guard take(",") else { throw error("a comma or } was expected") }
        }
    }

    private mutating func array(_ depth: Int) throws(UnstructuredError) -> Unstructured {
        var elements: [Unstructured] = []
        offset += 1
        skipBlanks()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return .array(elements) }
            guard take(",") else { throw error("a comma or ] was expected") }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func number() throws(UnstructuredError) -> Unstructured {
        let start = offset
        while let byte = current, isOfNumber(byte) { offset += 1 }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || first >= 0x30 && first <= 0x39 else {
            offset = start
            throw error("this is no value")
        }
        if let whole = Int(text) { return .integer(whole) }
        guard let value = Double(text), value.isFinite else { throw error("this is no number") }
        return .number(value)
    }

    private func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func string() throws(UnstructuredError) -> String {
        offset += 1
        var text: [UInt8] = []
        var start = offset
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[start..<offset]
                offset += 1
                guard let string = String(validating: text, as: UTF8.self) else { throw error("a text is not UTF-8") }
                return string
            case UInt8(ascii: "\\"):
                text += bytes[start..<offset]
                offset += 1
                text += try escaped().utf8
                start = offset
            case ..<0x20: throw error("a text has a control character")
            default: offset += 1
            }
        }
        throw error("a text does not end")
    }

    private mutating func escaped() throws(UnstructuredError) -> String {
        guard let byte = current else { throw error("a text does not end") }
        offset += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(byte))
        case UInt8(ascii: "u"): break
        default: throw error("an escape is none of JSON's")
        }
        let high = try unit()
        guard high & 0xFC00 == 0xD800 else { return scalar(UInt32(high)) }
        // The first half of a pair; without the second it stands for nothing.
        guard bytes[offset...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
        let before = offset
        offset += 2
        let low = try unit()
        guard low & 0xFC00 == 0xDC00 else {
            offset = before
            return "\u{FFFD}"
        }
        return scalar(0x10000 + (UInt32(high & 0x3FF) << 10) + UInt32(low & 0x3FF))
    }

    private mutating func unit() throws(UnstructuredError) -> UInt16 {
        let digits = bytes[offset..<min(offset + 4, bytes.count)]
        guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error("an escape has four hex digits") }
        offset += 4
        return value
    }

    private func scalar(_ value: UInt32) -> String { Unicode.Scalar(value).map { String($0) } ?? "\u{FFFD}" }
}
