import CYAML

extension SourceText {
    /// What stopped libyaml, as an error with the place that it blames.
    func error(_ parser: yaml_parser_t) -> ManifestError {
        switch parser.error {
        case YAML_MEMORY_ERROR: error(.outOfMemory)
        case YAML_READER_ERROR: readerError(parser)
        default: error(.syntax(words(of: parser)), at: parser.problem_mark)
        }
    }

    /// The reader's errors have a byte offset and no mark.
    private func readerError(_ parser: yaml_parser_t) -> ManifestError {
        let offset = min(Int(parser.problem_offset), bytes.count)
        let problem = parser.problem.map { String(cString: $0) } ?? ""
        guard problem.contains("control characters") else {
            let start = problem.contains("trailing") ? startOfSequence(before: offset) : offset
            return ManifestError(.invalidUTF8, file: file, at: position(at: start))
        }
        let scalar = Unicode.Scalar(UInt32(max(0, parser.problem_value))) ?? "\u{FFFD}"
        return ManifestError(.forbiddenCharacter(scalar), file: file, at: position(at: offset))
    }

    /// Where the multi-byte sequence starts of which the byte at `offset` is the first wrong one.
    private func startOfSequence(before offset: Int) -> Int {
        var start = offset - 1
        while start > contentStart, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return max(start, contentStart)
    }

    /// `did not find expected key while parsing a block mapping that starts at 1:1`.
    private func words(of parser: yaml_parser_t) -> String {
        var words = parser.problem.map { String(cString: $0) } ?? "it is not valid"
        if let context = parser.context {
            let start = position(of: parser.context_mark)
            words += " " + String(cString: context) + " that starts at \(start)"
        }
        if line(Int(parser.problem_mark.line)).contains("{{") { words += " (a template is not YAML)" }
        return words
    }

    /// The position of a byte, by counting from the start.
    func position(at offset: Int) -> Position {
        var cursor = TextCursor(Position(line: 1, column: 1, offset: contentStart))
        while cursor.offset < offset { cursor.advance(in: bytes) }
        return cursor.position
    }

    /// The text of a line, counted from 0.
    private func line(_ number: Int) -> String {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: number + 1, omittingEmptySubsequences: false)
        return number < lines.count ? String(decoding: lines[number], as: UTF8.self) : ""
    }
}
