import Manifests

/// Where a value's text ends, as far as a judge must know, by the format of the file.
enum ValueSyntax {
    case yaml, json, hcl

    init(of editor: any ManifestEditor) {
        switch editor {
        case is HCLEditor: self = .hcl
        case is JSONEditor: self = .json
        default: self = .yaml
        }
    }

    /// What is behind a value that is no block: a quoted one ends at its quote, a heredoc at its marker, a plain one is
    /// its own text. Nil where something else stands.
    func skipping(_ value: String, in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        if Self.startsWithQuote(text) { return Self.skippingQuoted(text) }
        if self == .hcl, text.starts(with: "<<".utf8) { return Self.skippingHeredoc(text) }
        return text.starts(with: value.utf8) ? text.dropFirst(value.utf8.count) : nil
    }

    /// What is behind a plain value of several lines, whose line ends and the white space around them are folded.
    func skippingLines(of value: String, in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard self == .yaml, let first = text.first, first > UInt8(ascii: " ") else { return nil }
        var rest = text
        for word in value.unicodeScalars.split(whereSeparator: Self.isFolded) {
            rest = Self.skippingFolded(rest)
            let bytes = Array(String(word).utf8)
            guard rest.starts(with: bytes) else { return nil }
            rest = rest.dropFirst(bytes.count)
        }
        return rest
    }

    /// YAML 1.1 has line ends of its own: NEL, LS and PS.
    private static func isFolded(_ scalar: Unicode.Scalar) -> Bool {
        [" ", "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
    }

    private static func skippingFolded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = text
        while true {
            let start = String(decoding: rest.prefix(4), as: UTF8.self).unicodeScalars.first
            guard let start, isFolded(start) else { return rest }
            rest = rest.dropFirst(String(start).utf8.count)
        }
    }

    static func startsWithQuote(_ text: ArraySlice<UInt8>) -> Bool {
        text.first == UInt8(ascii: "\"") || text.first == UInt8(ascii: "'")
    }

    private static func skippingQuoted(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let quote = text.first else { return nil }
        var rest = text.dropFirst()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                rest = rest.dropFirst()
            } else if byte == quote {
                guard quote == UInt8(ascii: "'"), rest.first == quote else { return rest }
                rest = rest.dropFirst()
            }
        }
        return nil
    }

    /// Behind the marker that stands alone on its line; the line with the first marker must be known to be one.
    private static func skippingHeredoc(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst() else { return nil }
        let marker = trimmed(first.drop { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "-") })
        guard let last = lines.first(where: { trimmed($0).elementsEqual(marker) }) else { return nil }
        return text[trimmed(last).endIndex...]
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = line.firstIndex { $0 > UInt8(ascii: " ") } ?? line.endIndex
        let end = line.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? start
        return line[start..<end]
    }
}
