/// The `Link` field (RFC 8288).
package enum LinkHeader {
    /// The target of the first link whose relation is `next`; nil if there is none.
    package static func next(_ values: [String]) -> String? {
        if values.count == 1, let target = plainTarget(values[0]) { return target }
        for link in values.flatMap({ split(Substring($0), at: UInt8(ascii: ",")) }) {
            guard let open = link.firstIndex(of: "<"), let close = link[open...].firstIndex(of: ">") else { continue }
            if relations(link[link.index(after: close)...]).contains("next") {
                return String(link[link.index(after: open)..<close])
            }
        }
        return nil
    }

    /// The target of `<target>; rel="next"`, as nearly every registry writes it; nil for any other form.
    private static func plainTarget(_ value: String) -> String? {
        let bytes = value.utf8
        guard bytes.first == UInt8(ascii: "<"), let close = bytes.firstIndex(of: UInt8(ascii: ">")),
            bytes[close...].elementsEqual(">; rel=\"next\"".utf8)
        else { return nil }
        return String(value[bytes.index(after: bytes.startIndex)..<close])
    }

    /// The first `rel`, which may name several relations, in lower case.
    private static func relations(_ parameters: Substring) -> [Substring] {
        for parameter in split(parameters, at: UInt8(ascii: ";")) {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }).lowercased() == "rel" else { continue }
            return Substring(parts[1].lowercased()).split { $0 == "\"" || $0.isWhitespace }
        }
        return []
    }

    /// The parts between `separator`s, but for those inside a quoted string or a target in angle brackets.
    private static func split(_ text: Substring, at separator: UInt8) -> [Substring] {
        let quote = UInt8(ascii: "\"")
        var parts: [Substring] = []
        var start = text.startIndex
        var end: UInt8?
        var isEscaped = false
        for index in text.utf8.indices {
            switch text.utf8[index] {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where end == quote: isEscaped = true
            case let byte where byte == end: end = nil
            case quote where end == nil: end = quote
            case UInt8(ascii: "<") where end == nil: end = UInt8(ascii: ">")
            case separator where end == nil:
                parts.append(text[start..<index])
                start = text.utf8.index(after: index)
            default: break
            }
        }
        return parts + [text[start...]]
    }
}
