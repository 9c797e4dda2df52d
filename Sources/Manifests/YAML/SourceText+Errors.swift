import CYAML

extension SourceText {
    /// What stopped libyaml, as an error with the place that it blames.
    func error(_ parser: yaml_parser_t) -> ManifestError {
        switch parser.error {
        case YAML_MEMORY_ERROR: error(.outOfMemory)
        case YAML_READER_ERROR: readerError(parser)
        default: error(refusal(parser), at: parser.problem_mark)
        }
    }

    private func refusal(_ parser: yaml_parser_t) -> ManifestProblem {
        var words = parser.problem.map { String(cString: $0) } ?? "it is not valid"
        var since: Position?
        if let context = parser.context {
            words += " " + String(cString: context)
            since = position(of: parser.context_mark)
        }
        // Anywhere: what a template leaves behind is often refused many lines later.
        return bytes.holds("{{") ? .template(words, since: since) : .syntax(words, since: since)
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

    /// The position of a byte, by counting from the start.
    func position(at offset: Int) -> Position {
        var cursor = TextCursor(from: contentStart)
        return cursor.move(to: offset, in: bytes)
    }
}
