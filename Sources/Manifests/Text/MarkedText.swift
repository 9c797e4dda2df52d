/// The values before markers in a text whose format is not known, or that is a template: what stands last before the
/// comment.
///
/// | line, up to the comment | value |
/// |---|---|
/// | `image: "api:1.4"`, `foo('api:1.4');`, `"api:1.4",` | what is in the quotes |
/// | `TAG=1.4`, `TAG ?= 1.4`, `--set=image.tag=1.4` | what follows the last `=` |
/// | `tag: 1.4`, `- 1.4`, `FROM api:1.4`, `helm upgrade --version 1.4` | the last word |
/// | `{{ .Values.tag }}` | the whole, which is refused as a variable |
/// | `[api:1.4, api:1.5]`, `tag: 1.4;` | the last word, without the brackets and commas around it |
enum MarkedText {
    private static let signs = [
        "{{- /*", "{{/*", "<!--", "/*", "//", "--", "#", ";", "%",
    ]

    /// Throws: `noMarkedValue`, `misplacedMarker`.
    static func values(at markers: [Marker], in bytes: [UInt8], file: String) throws(ManifestError) -> [MarkedValue] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            var cursor = TextCursor(from: source.contentStart)
            var values: [MarkedValue] = []
            for marker in markers {
                if let value = try value(at: marker, in: source, &cursor) { values.append(value) }
            }
            return values
        }
    }

    /// Nil for a marker that is passed over.
    ///
    /// - Parameter cursor: somewhere before the marker's line.
    static func value(
        at marker: Marker, in source: SourceText, _ cursor: inout TextCursor
    ) throws(ManifestError) -> MarkedValue? {
        let comment = MarkerComment(before: marker, in: source, signs: signs)
        guard let end = try comment.end(of: marker, in: source) else { return nil }
        // Behind another marker there is no value of one's own.
        if Marker.Key.allCases.contains(where: {
            source.bytes[comment.lineStart..<end].lastStart(of: "\"\($0.rawValue)\"") != nil
        }) {
            throw MarkerComment.refusal(.misplacedMarker, of: marker, in: source)
        }
        guard let (range, quote) = value(in: source.bytes, comment.lineStart..<end) else {
            throw MarkerComment.refusal(.noMarkedValue, of: marker, in: source)
        }
        let start = quote == nil ? range.lowerBound : range.lowerBound - 1
        return MarkedValue(
            marker: marker, text: source.text(range), position: cursor.move(to: start, in: source.bytes),
            address: .bytes(range, quote: quote))
    }

    /// The last value of a line that ends without white space.
    private static func value(
        in bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>
    ) -> (range: Range<Int>, quote: UInt8?)? {
        var end = line.upperBound
        func isClosing(_ byte: UInt8) -> Bool { byte.isBlank || ",;)]}".utf8.contains(byte) }
        while end > line.lowerBound, isClosing(bytes[end - 1]) { end -= 1 }
        guard end > line.lowerBound else { return nil }
        let quote = bytes[end - 1]
        if "\"'`".utf8.contains(quote) {
            guard let start = bytes[line.lowerBound..<(end - 1)].lastIndex(of: quote) else { return nil }
            return (start + 1..<end - 1, quote)
        }
        // What a template puts there is one word.
        if bytes[line].suffix(2).elementsEqual("}}".utf8) {
            return bytes[line].lastStart(of: "{{").map { ($0..<line.upperBound, nil) }
        }
        return word(in: bytes, line).map { ($0, nil) }
    }

    private static func word(in bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Range<Int>? {
        var end = line.upperBound
        var start = end
        while start > line.lowerBound, !bytes[start - 1].isBlank { start -= 1 }
        let isVariable = ["${", "$("].contains { bytes[start..<end].lastStart(of: $0) != nil }
        if !isVariable, let equals = bytes[start..<end].lastIndex(of: UInt8(ascii: "=")) { start = equals + 1 }
        let hasSign = start > line.lowerBound && bytes[start - 1] == UInt8(ascii: "=")
        // A bracket closes one of the word's own, as in `${TAG}`, or one around the word.
        while end > start {
            let last = bytes[end - 1]
            let isOwn = brackets[last].map { bytes[start..<end].contains($0) } ?? false
            guard ",;".utf8.contains(last) || (brackets[last] != nil && !isOwn) else { break }
            end -= 1
        }
        while start < end, opens(bytes[start..<end]) { start += 1 }
        while end - start >= 2, brackets[bytes[end - 1]] == bytes[start] { (start, end) = (start + 1, end - 1) }
        if hasSign { return start..<end }
        let isSeparator =
            end == start || bytes[end - 1] == UInt8(ascii: ":") || bytes[start..<end].elementsEqual("-".utf8)
        return isSeparator ? nil : start..<end
    }

    private static let brackets = [
        UInt8(ascii: ")"): UInt8(ascii: "("), UInt8(ascii: "]"): UInt8(ascii: "["),
        UInt8(ascii: "}"): UInt8(ascii: "{"),
    ]

    /// Whether a word starts with a bracket that closes behind it.
    private static func opens(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = word.first, let pair = brackets.first(where: { $0.value == first }) else { return false }
        return !word.contains(pair.key)
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Where the last occurrence of a text starts.
    fileprivate func lastStart(of text: String) -> Int? {
        indices.last { self[$0...].starts(with: text.utf8) }
    }
}
