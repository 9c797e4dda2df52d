/// Where scalars end.
extension FastScanner {
    /// Whether a plain scalar may start with this byte; of the indicators only with a dash before another character.
    @inline(__always)
    func startsPlain(_ offset: Int) -> Bool {
        switch base[offset] {
        case ASCII.dash: !isBlank(offset + 1)
        // ! " # % & ' * , : > ? @ [ ] ` { | }
        case 0x00...0x23, 0x25...0x27, 0x2A, 0x2C, 0x3A, 0x3E, 0x3F, 0x40, 0x5B, 0x5D, 0x60, 0x7B...0x7D: false
        default: true
        }
    }

    /// The end of a plain scalar in block style, without the spaces after it: before `: `, ` #`, or the line's end.
    func endOfPlain(_ start: Int) throws(Uncertain) -> Int {
        guard startsPlain(start) else { throw Uncertain() }
        var end = start
        scan: while end < lineEnd {
            // Every byte that needs a look comes before the letters.
            if base[end] <= ASCII.colon {
                switch base[end] {
                case ASCII.colon where isBlank(end + 1): break scan
                case ASCII.hash where base[end - 1] == ASCII.space: break scan
                case ASCII.tab: throw Uncertain()
                default: break
                }
            }
            end += 1
        }
        while base[end - 1] == ASCII.space { end -= 1 }
        return end
    }

    /// Behind the closing quote.
    func endOfSingleQuoted(_ start: Int) throws(Uncertain) -> Int {
        var offset = start + 1
        while offset < lineEnd {
            if base[offset] == ASCII.singleQuote {
                guard byte(offset + 1) == ASCII.singleQuote else { return offset + 1 }
                offset += 1
            }
            offset += 1
        }
        throw Uncertain()
    }

    /// Behind the closing quote.
    func endOfDoubleQuoted(_ start: Int) throws(Uncertain) -> Int {
        var offset = start + 1
        while offset < lineEnd {
            switch base[offset] {
            case ASCII.doubleQuote: return offset + 1
            case ASCII.backslash:
                let text = UnsafeBufferPointer(start: base + offset, count: lineEnd - offset)
                guard let escape = FastEscape(text) else { throw Uncertain() }
                offset += escape.length
            default: offset += 1
            }
        }
        throw Uncertain()
    }

    /// A block scalar from its indicator to the line after its last, which becomes the next one.
    mutating func scanBlockScalar(_ kind: FastEvent.Kind, at start: Int) throws(Uncertain) {
        let parent = innermost.indent
        var header = start + 1
        var increment: Int?
        if byte(header) == ASCII.plus || byte(header) == ASCII.dash {
            header += 1
            increment = digit(header)
            if increment != nil { header += 1 }
        } else {
            increment = digit(header)
            if increment != nil { header += 1 }
            if byte(header) == ASCII.plus || byte(header) == ASCII.dash { header += 1 }
        }
        try checkNothingFollows(header)
        try skipBlockText(indent: increment.map { max(parent, 0) + $0 }, minimum: max(parent + 1, 1))
        emit(kind, start, next)
    }

    private func digit(_ offset: Int) -> Int? {
        let value = Int(byte(offset)) - 0x30
        return (1...9).contains(value) ? value : nil
    }

    /// Moves past the lines of a block scalar; the first one with text says how far they are indented, where nothing
    /// else does.
    private mutating func skipBlockText(indent: Int?, minimum: Int) throws(Uncertain) {
        var indent = indent
        var deepestBlank = 0
        while true {
            let before = next
            guard takeLine() else { return }
            let text = skipSpaces(lineStart)
            let column = text - lineStart
            if text == lineEnd {
                // Spaces at the file's very end are no line to libyaml.
                guard lineEnd < count else { throw Uncertain() }
                if indent == nil { deepestBlank = max(deepestBlank, column) }
                continue
            }
            if indent == nil {
                // libyaml takes the deepest of the blank lines before the text, which then is none. It wants no tab
                // where the indentation may go on.
                guard deepestBlank <= column, base[text] != ASCII.tab else { throw Uncertain() }
                indent = max(column, minimum)
            }
            if let indent, column >= indent { continue }
            if base[text] == ASCII.tab { throw Uncertain() }
            next = before
            return
        }
    }
}
