/// The `Link` field (RFC 8288).
enum LinkHeader {
    /// The target of the first link whose relation is `next`; nil if there is none.
    static func next(_ values: [String]) -> String? {
        for link in values.flatMap({ split(Substring($0), at: ",") }) {
            guard let open = link.firstIndex(of: "<"), let close = link[open...].firstIndex(of: ">") else { continue }
            if relations(link[link.index(after: close)...]).contains("next") {
                return String(link[link.index(after: open)..<close])
            }
        }
        return nil
    }

    /// The first `rel`, which may name several relations, in lower case.
    private static func relations(_ parameters: Substring) -> [Substring] {
        for parameter in split(parameters, at: ";") {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }).lowercased() == "rel" else { continue }
            return Substring(parts[1].lowercased()).split { $0 == "\"" || $0.isWhitespace }
        }
        return []
    }

    /// The parts between `separator`s, but for those inside a quoted string or a target in angle brackets.
    private static func split(_ text: Substring, at separator: Character) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var end: Character?
        var isEscaped = false
        for index in text.indices {
            switch text[index] {
            case _ where isEscaped: isEscaped = false
            case "\\" where end == "\"": isEscaped = true
            case let character where character == end: end = nil
            case "\"" where end == nil: end = "\""
            case "<" where end == nil: end = ">"
            case separator where end == nil:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        return parts + [text[start...]]
    }
}
