extension String {
    /// The text as one line that cannot be taken for several: runs of white space and control characters become one space
    /// each, and what is longer than `limit` characters is cut.
    ///
    /// Whatever a person typed or a file held, it adds no trailer of its own to a commit's message, and ends none early.
    package func oneLine(limit: Int = 500) -> String {
        var line = ""
        var count = 0
        for word in unicodeScalars.split(whereSeparator: { $0.properties.isWhitespace || $0.isControl }) {
            if !line.isEmpty { line += " " }
            line += String(String.UnicodeScalarView(word))
            count = line.count
            if count > limit { return String(line.prefix(limit)) + "…" }
        }
        return line
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
