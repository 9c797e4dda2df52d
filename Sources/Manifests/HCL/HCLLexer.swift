/// Cuts HCL into tokens, one at a time, by the native syntax specification, "Lexical Elements".
///
/// A quoted text or a heredoc is one token whatever is nested in its templates: their brackets and quotes are followed
/// to find its end, and whether it has any template at all is what matters to an edit.
struct HCLLexer {
    let source: HCLSource
    let maximumDepth: Int
    private(set) var offset: Int
    /// Templates around the current offset.
    var depth = 0

    init(_ source: HCLSource, maximumDepth: Int) {
        self.source = source
        self.maximumDepth = maximumDepth
        offset = source.contentStart
    }

    mutating func next() throws(ManifestError) -> HCLToken {
        try skipBlanks()
        let start = offset
        guard start < source.bytes.count else { return HCLToken(kind: .end, range: start..<start) }
        let kind = try kind()
        return HCLToken(kind: kind, range: start..<offset)
    }

    mutating func move(to offset: Int) { self.offset = offset }

    /// Spaces, tabs and comments; a line comment leaves its line end.
    private mutating func skipBlanks() throws(ManifestError) {
        while true {
            switch (source[offset], source[offset + 1]) {
            case (UInt8(ascii: " "), _), (UInt8(ascii: "\t"), _): offset += 1
            case (UInt8(ascii: "#"), _), (UInt8(ascii: "/"), UInt8(ascii: "/")):
                while offset < source.bytes.count, source[offset] != UInt8(ascii: "\n") { offset += 1 }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                let opening = offset
                offset += 2
                while source[offset] != UInt8(ascii: "*") || source[offset + 1] != UInt8(ascii: "/") {
                    guard offset < source.bytes.count else {
                        throw source.error(.invalidHCL("the comment that starts here is never closed"), at: opening)
                    }
                    offset += 1
                }
                offset += 2
            default: return
            }
        }
    }

    private mutating func kind() throws(ManifestError) -> HCLToken.Kind {
        switch source[offset] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
            try skipIdentifier()
            return .identifier
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            skipNumber()
            return .number
        case UInt8(ascii: "\""):
            return try skipQuoted() ? .quotedTemplate : .quoted
        case UInt8(ascii: "<") where source[offset + 1] == UInt8(ascii: "<"):
            return try skipHeredoc() ? .heredocTemplate : .heredoc
        default:
            guard let (kind, length) = punctuation() else { throw unexpected() }
            offset += length
            return kind
        }
    }

    private func punctuation() -> (HCLToken.Kind, length: Int)? {
        switch (source[offset], source[offset + 1]) {
        case (UInt8(ascii: "\n"), _): (.newline, 1)
        case (UInt8(ascii: "\r"), UInt8(ascii: "\n")): (.newline, 2)
        case (UInt8(ascii: "="), UInt8(ascii: ">")): (.arrow, 2)
        case (UInt8(ascii: "="), UInt8(ascii: "=")), (UInt8(ascii: "!"), UInt8(ascii: "=")): (.binary, 2)
        case (UInt8(ascii: "<"), UInt8(ascii: "=")), (UInt8(ascii: ">"), UInt8(ascii: "=")): (.binary, 2)
        case (UInt8(ascii: "&"), UInt8(ascii: "&")), (UInt8(ascii: "|"), UInt8(ascii: "|")): (.binary, 2)
        case (UInt8(ascii: "<"), _), (UInt8(ascii: ">"), _), (UInt8(ascii: "+"), _): (.binary, 1)
        case (UInt8(ascii: "/"), _), (UInt8(ascii: "%"), _): (.binary, 1)
        case (UInt8(ascii: ":"), UInt8(ascii: ":")): (.doubleColon, 2)
        case (UInt8(ascii: "."), UInt8(ascii: ".")) where source[offset + 2] == UInt8(ascii: "."): (.ellipsis, 3)
        case (UInt8(ascii: "="), _): (.equal, 1)
        case (UInt8(ascii: ":"), _): (.colon, 1)
        case (UInt8(ascii: ","), _): (.comma, 1)
        case (UInt8(ascii: "."), _): (.dot, 1)
        case (UInt8(ascii: "?"), _): (.question, 1)
        case (UInt8(ascii: "~"), _): (.tilde, 1)
        case (UInt8(ascii: "-"), _): (.minus, 1)
        case (UInt8(ascii: "!"), _): (.not, 1)
        case (UInt8(ascii: "*"), _): (.star, 1)
        case (UInt8(ascii: "{"), _): (.openBrace, 1)
        case (UInt8(ascii: "}"), _): (.closeBrace, 1)
        case (UInt8(ascii: "["), _): (.openBracket, 1)
        case (UInt8(ascii: "]"), _): (.closeBracket, 1)
        case (UInt8(ascii: "("), _): (.openParenthesis, 1)
        case (UInt8(ascii: ")"), _): (.closeParenthesis, 1)
        default: nil
        }
    }

    /// `ID_Start (ID_Continue | '-')*`, with `_` as a start as every implementation has it.
    mutating func skipIdentifier() throws(ManifestError) {
        let start = offset
        while offset < source.bytes.count {
            let byte = source[offset]
            if byte < 0x80 {
                guard Self.continuesIdentifier(byte) else { return }
                offset += 1
                continue
            }
            guard let (scalar, length) = source.scalar(at: offset) else { throw unexpected() }
            let isPart = offset == start ? scalar.properties.isIDStart : scalar.properties.isIDContinue
            guard isPart else {
                if offset == start { throw unexpected() }
                return
            }
            offset += length
        }
    }

    private static func continuesIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// As long as digits, points before a digit and exponents follow: `1.2.3` is one token, and no number.
    private mutating func skipNumber() {
        while true {
            let isExponent = source[offset] | 0x20 == UInt8(ascii: "e")
            let isSigned = source[offset + 1] == UInt8(ascii: "+") || source[offset + 1] == UInt8(ascii: "-")
            if source[offset].isDigit {
                offset += 1
            } else if source[offset] == UInt8(ascii: "."), source[offset + 1].isDigit {
                offset += 2
            } else if isExponent, source[offset + (isSigned ? 2 : 1)].isDigit {
                offset += isSigned ? 3 : 2
            } else {
                return
            }
        }
    }

    func unexpected() -> ManifestError {
        let character = source.scalar(at: offset)?.scalar ?? "\u{FFFD}"
        let isControl = character.properties.generalCategory == .control
        let shown = isControl ? character.escaped(asASCII: false) : String(character)
        return source.error(.invalidHCL("\(shown) cannot stand here"), at: offset)
    }
}

extension HCLSource {
    /// The scalar that starts at an offset of text that is known to be UTF-8.
    func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard offset < bytes.count else { return nil }
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes[offset...].makeIterator()
        guard case .valid(let encoded) = parser.parseScalar(from: &iterator) else { return nil }
        return (Unicode.UTF8.decode(encoded), encoded.count)
    }
}
