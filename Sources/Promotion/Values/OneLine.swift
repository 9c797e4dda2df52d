extension String {
    /// The text as one line that cannot be taken for several: runs of white space and control characters become one space
    /// each, and what is longer than `limit` Unicode scalars is cut.
    ///
    /// Whatever a person typed or a file held, it adds no trailer of its own to a commit's message, and ends none early.
    package func oneLine(limit: Int = 500) -> String {
        // Scalars are counted, not characters: one character may have any number of them.
        var line = String.UnicodeScalarView()
        for word in unicodeScalars.split(whereSeparator: { $0.properties.isWhitespace || $0.isControl }) {
            if !line.isEmpty { line.append(" ") }
            line.append(contentsOf: word.prefix(limit + 1))
            if line.count > limit { return String(String.UnicodeScalarView(line.prefix(limit))) + "…" }
        }
        return String(line)
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
