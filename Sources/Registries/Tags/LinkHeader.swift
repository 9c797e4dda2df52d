/// The `Link` field (RFC 8288).
enum LinkHeader {
    /// The target of the first link whose relation is `next`; nil if there is none.
    static func next(_ values: [String]) -> String? {
        for value in values {
            var rest = Substring(value)
            while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                let target = rest[rest.index(after: open)..<close]
                let parameters = endOfLink(rest[rest.index(after: close)...])
                if relations(parameters).contains("next") { return String(target) }
                rest = rest[parameters.endIndex...]
            }
        }
        return nil
    }

    /// The parameters up to the comma before the next link; commas inside quotes do not count.
    private static func endOfLink(_ text: Substring) -> Substring {
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            switch text[index] {
            case _ where isEscaped: isEscaped = false
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: return text[..<index]
            default: break
            }
        }
        return text
    }

    /// The first `rel`, which may name several relations, in lower case.
    private static func relations(_ parameters: Substring) -> [Substring] {
        for parameter in parameters.split(separator: ";") {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }).lowercased() == "rel" else { continue }
            return Substring(parts[1].lowercased()).split { $0 == "\"" || $0.isWhitespace }
        }
        return []
    }
}
