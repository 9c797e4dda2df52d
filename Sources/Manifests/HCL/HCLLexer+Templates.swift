extension HCLLexer {
    /// Moves past a text in quotes, and answers whether it has an interpolation or a directive.
    mutating func skipQuoted() throws(ManifestError) -> Bool {
        let opening = offset
        var isTemplate = false
        move(to: opening + 1)
        while true {
            switch source[offset] {
            case UInt8(ascii: "\""):
                move(to: offset + 1)
                return isTemplate
            case UInt8(ascii: "\\"): try skipEscape()
            case UInt8(ascii: "$"), UInt8(ascii: "%"):
                if try skipIntroducer() { isTemplate = true }
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                throw source.error(
                    .invalidHCL("a text in quotes ends on its line; write \\n, or a heredoc"), at: offset)
            default:
                guard offset < source.bytes.count else {
                    throw source.error(.invalidHCL("the quote that starts here is never closed"), at: opening)
                }
                move(to: offset + 1)
            }
        }
    }

    /// `\n`, `\r`, `\t`, `\"`, `\\`, `\uNNNN`, `\UNNNNNNNN`.
    private mutating func skipEscape() throws(ManifestError) {
        let start = offset
        switch source[start + 1] {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "\""), UInt8(ascii: "\\"):
            move(to: start + 2)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let end = start + 2 + (source[start + 1] == UInt8(ascii: "u") ? 4 : 8)
            let isHexadecimal = (start + 2..<end).allSatisfy { source[$0].isHexadecimalDigit }
            guard isHexadecimal, let code = UInt32(source.text(start + 2..<end), radix: 16),
                Unicode.Scalar(code) != nil
            else { throw source.error(.invalidHCL("this escape names no character"), at: start) }
            move(to: end)
        default:
            throw source.error(
                .invalidHCL("this is no escape; those are \\n, \\r, \\t, \\\", \\\\, \\uNNNN and \\UNNNNNNNN"),
                at: start)
        }
    }

    /// At a `$` or `%`: moves past it alone, past `$${`, or past a whole `${…}`; answers whether it was the last.
    private mutating func skipIntroducer() throws(ManifestError) -> Bool {
        let byte = source[offset]
        if source[offset + 1] == byte, source[offset + 2] == UInt8(ascii: "{") {
            move(to: offset + 3)
            return false
        }
        guard source[offset + 1] == UInt8(ascii: "{") else {
            move(to: offset + 1)
            return false
        }
        let opening = offset
        guard depth < maximumDepth else { throw source.error(.tooDeep(limit: maximumDepth), at: opening) }
        depth += 1
        move(to: opening + 2)
        var braces = 0
        while braces >= 0 {
            switch try next().kind {
            case .openBrace: braces += 1
            case .closeBrace: braces -= 1
            case .end: throw source.error(.invalidHCL("the template that starts here is never closed"), at: opening)
            default: break
            }
        }
        depth -= 1
        return true
    }

    /// Moves past a heredoc to the end of its closing marker, and answers whether it has a template.
    mutating func skipHeredoc() throws(ManifestError) -> Bool {
        let opening = offset
        move(to: opening + (source[opening + 2] == UInt8(ascii: "-") ? 3 : 2))
        let markerStart = offset
        try skipIdentifier()
        let marker = markerStart..<offset
        let lineEnd = source[offset] == UInt8(ascii: "\r") ? offset + 1 : offset
        guard !marker.isEmpty, source[lineEnd] == UInt8(ascii: "\n") else {
            throw source.error(.invalidHCL("a heredoc starts with << or <<-, a name, and a line end"), at: opening)
        }
        move(to: lineEnd + 1)
        var isTemplate = false
        while offset < source.bytes.count {
            if let end = HeredocText.markerEnd(atLine: offset, marker, in: source) {
                move(to: end)
                return isTemplate
            }
            while offset < source.bytes.count, source[offset] != UInt8(ascii: "\n") {
                if source[offset] == UInt8(ascii: "$") || source[offset] == UInt8(ascii: "%") {
                    if try skipIntroducer() { isTemplate = true }
                } else {
                    move(to: offset + 1)
                }
            }
            move(to: offset + 1)
        }
        throw source.error(
            .invalidHCL("the heredoc that starts here is never closed by a line \(source.text(marker))"), at: opening)
    }
}
