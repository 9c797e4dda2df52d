extension JSONParser {
    /// White space and, where they are allowed, comments.
    mutating func skipBlanks() throws(ManifestError) {
        while let byte = current {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): offset += 1
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(ManifestError) {
        let start = offset
        let isBlock: Bool
        switch start + 1 < text.bytes.count ? text.bytes[start + 1] : 0 {
        case UInt8(ascii: "/"): isBlock = false
        case UInt8(ascii: "*"): isBlock = true
        default: throw unexpected(comments ? "a value, or a comment (// or /*)" : "a value")
        }
        guard comments else { throw text.error(.comment, at: start) }
        offset += 2
        while let byte = current {
            if isBlock, byte == UInt8(ascii: "*"), text.bytes[offset...].starts(with: "*/".utf8) {
                offset += 2
                return
            }
            if !isBlock, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return }
            try skipCharacter()
        }
        if isBlock { throw text.error(.invalidJSON("the comment that starts here has no end (*/)"), at: start) }
    }

    private mutating func skipCharacter() throws(ManifestError) {
        guard let length = text.characterLength(at: offset) else { throw text.error(.invalidUTF8, at: offset) }
        offset += length
    }

    /// A string from quote to quote (RFC 8259, section 7). The answer: whether it has a backslash.
    ///
    /// Half a surrogate pair is grammatical; ``JSONString`` refuses to decode it.
    mutating func skipString() throws(ManifestError) -> Bool {
        let start = offset
        var isEscaped = false
        offset += 1
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return isEscaped
            case UInt8(ascii: "\\"):
                isEscaped = true
                try skipEscape()
            case 0..<0x20:
                throw text.error(
                    .invalidJSON("a string cannot hold \(Self.name(of: byte)) unescaped, or its quote is missing"),
                    at: offset)
            default: try skipCharacter()
            }
        }
        throw text.error(.invalidJSON("the string that starts here has no end (\")"), at: start)
    }

    private mutating func skipEscape() throws(ManifestError) {
        let start = offset
        offset += 2
        switch start + 1 < text.bytes.count ? text.bytes[start + 1] : 0 {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            let digits = text.bytes[min(offset, text.bytes.count)...].prefix(4)
            offset += 4
            if digits.count == 4, digits.allSatisfy(\.isHexadecimalDigit) { return }
        default: break
        }
        throw text.error(.invalidJSON("no such escape is known"), at: start)
    }

    /// A number (RFC 8259, section 6): no leading zero, digits on both sides of the point.
    mutating func skipNumber() throws(ManifestError) {
        if current == UInt8(ascii: "-") { offset += 1 }
        if current == UInt8(ascii: "0") {
            offset += 1
            if isDigit { throw text.error(.invalidJSON("a number cannot start with 0"), at: offset - 1) }
        } else {
            try skipDigits()
        }
        if current == UInt8(ascii: ".") {
            offset += 1
            try skipDigits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            offset += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
            try skipDigits()
        }
    }

    private var isDigit: Bool { current?.isDigit ?? false }

    private mutating func skipDigits() throws(ManifestError) {
        guard isDigit else { throw unexpected("a digit") }
        while isDigit { offset += 1 }
    }

    // MARK: Errors

    /// `expected a colon, and "=" stands here`.
    func unexpected(_ wanted: String) -> ManifestError {
        guard let byte = current else {
            return text.error(.invalidJSON("expected \(wanted), and the file ends"), at: offset)
        }
        guard let length = text.characterLength(at: offset) else { return text.error(.invalidUTF8, at: offset) }
        let found =
            byte < 0x20 || byte == 0x7F
            ? Self.name(of: byte)
            : "\"" + String(decoding: text.bytes[offset..<(offset + length)], as: UTF8.self) + "\""
        let start = max(text.contentStart, offset - 1)
        let isTemplate =
            text.bytes[start...].prefix(3).starts(with: "{{".utf8)
            || text.bytes[offset...].starts(with: "{{".utf8)
        let hint = isTemplate ? " (a template is not JSON)" : ""
        return text.error(.invalidJSON("expected \(wanted), and \(found) stands here" + hint), at: offset)
    }

    private static func name(of control: UInt8) -> String {
        switch control {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): "a line end"
        case UInt8(ascii: "\t"): "a tab"
        default: "the character U+00\(control < 16 ? "0" : "")\(String(control, radix: 16, uppercase: true))"
        }
    }
}
