import Promotion

/// What a template has made, safe to be sent.
enum TemplateOutput {
    /// Without control and format characters; no line is a host's command.
    static func safe(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            let shown = shown(line)
            let start = shown.firstIndex { $0 != " " && $0 != "\t" }
            guard let start, shown[start] == "/" else { return shown }
            return shown[..<start] + String(breakingSpace) + shown[start...]
        }.joined(separator: "\n")
    }

    /// The same as one line.
    static func line(_ text: String, limit: Int) -> String {
        safe(text).split(whereSeparator: \.isWhitespace).joined(separator: " ").clipped(to: limit)
    }

    private static func shown(_ line: Substring) -> String {
        String(
            String.UnicodeScalarView(
                line.unicodeScalars.filter { scalar in
                    switch scalar.properties.generalCategory {
                    case .control: scalar == "\t"
                    case .format, .lineSeparator, .paragraphSeparator: scalar == breakingSpace
                    default: true
                    }
                }))
    }
}
