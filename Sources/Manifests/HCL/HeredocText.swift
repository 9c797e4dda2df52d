/// What the body of a heredoc without templates stands for.
enum HeredocText {
    /// Where the trimmed line that starts at an offset ends, if it is the closing marker and has a line end.
    static func markerEnd(atLine start: Int, _ marker: Range<Int>, in source: HCLSource) -> Int? {
        guard let lineEnd = source.bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = source.bytes[start..<lineEnd]
        guard line.count >= marker.count else { return nil }
        // A line end after CR belongs to it: the marker itself ends before.
        let end = line.last == UInt8(ascii: "\r") ? lineEnd - 1 : lineEnd
        let text = source.text(start..<end).unicodeScalars
        let trimmed = text.drop { $0.properties.isWhitespace }
        guard trimmed.starts(with: source.text(marker).unicodeScalars) else { return nil }
        let rest = trimmed.dropFirst(source.text(marker).unicodeScalars.count)
        return rest.allSatisfy(\.properties.isWhitespace) ? end : nil
    }

    /// The range of the body: whole lines, the one of the marker not among them.
    static func body(of heredoc: Range<Int>, in source: HCLSource) -> Range<Int> {
        let bytes = source.bytes[heredoc]
        let start = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? heredoc.upperBound
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? heredoc.upperBound
        return start..<max(start, end)
    }

    /// The text that a reader gets: `$${` and `%%{` are escapes, and `<<-` takes away what indents every line.
    static func decoded(_ heredoc: Range<Int>, in source: HCLSource) -> String {
        let text = HCLText.withoutTemplateEscapes(source.text(body(of: heredoc, in: source)))
        guard source[heredoc.lowerBound + 2] == UInt8(ascii: "-") else { return text }
        let lines = lines(of: text)
        let indentation = indentation(of: lines)
        return lines.map { isBlank($0) ? String($0) : String($0.dropFirst(indentation)) }.joined()
    }

    /// How many characters of white space start each line that is not blank.
    private static func indentation(of lines: [Substring]) -> Int {
        lines.filter { !isBlank($0) }.map { $0.prefix(while: \.isWhitespace).count }.min() ?? 0
    }

    private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

    /// Each with its line end; CR LF is one character of Swift's.
    private static func lines(of text: String) -> [Substring] {
        var lines: [Substring] = []
        var rest = text[...]
        while let end = rest.firstIndex(where: { $0 == "\n" || $0 == "\r\n" }) {
            lines.append(rest[...end])
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { lines.append(rest) }
        return lines
    }

    /// The whole heredoc with another body, in the indentation of the old; whoever calls proves that it reads back.
    static func replacing(_ heredoc: Range<Int>, with value: String, in source: HCLSource) -> [UInt8] {
        let body = body(of: heredoc, in: source)
        let old = lines(of: source.text(body)).filter { !isBlank($0) }
        let isIndented = source[heredoc.lowerBound + 2] == UInt8(ascii: "-")
        let prefix = isIndented ? old.map { String($0.prefix(while: \.isWhitespace)) }.min { $0.count < $1.count } : nil
        let lines = lines(of: HCLText.withTemplateEscapes(value)).map { isBlank($0) ? String($0) : (prefix ?? "") + $0 }
        return source.bytes[heredoc.lowerBound..<body.lowerBound] + Array(lines.joined().utf8)
            + source.bytes[body.upperBound..<heredoc.upperBound]
    }
}
