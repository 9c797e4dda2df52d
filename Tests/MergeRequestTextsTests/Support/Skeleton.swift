/// What is left of a Markdown text when words are taken away: how it is built of lines, code, links and emphasis.
///
/// Reads the little of CommonMark that Sluice writes, and knows nothing of how it is written.
enum Skeleton {
    static func of(_ text: String) -> [String] {
        var fence: String?
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if let open = fence {
                if line.allSatisfy({ $0 == "`" }), line.count >= open.count, !line.isEmpty {
                    fence = nil
                    return "fence"
                }
                return "code \(line.first.map(String.init) ?? "")"
            }
            if line.hasPrefix("```") {
                fence = String(line.prefix { $0 == "`" })
                return "fence \(line.drop { $0 == "`" })"
            }
            var prose = ""
            return inline(Array(line.unicodeScalars), &prose)
        }
    }

    /// The text without what stands in code.
    static func prose(of text: String) -> String {
        zip(of(text), text.split(separator: "\n", omittingEmptySubsequences: false)).map { kind, line in
            var prose = ""
            if !kind.hasPrefix("code"), !kind.hasPrefix("fence") { _ = inline(Array(line.unicodeScalars), &prose) }
            return prose
        }.joined(separator: "\n")
    }

    private static func inline(_ line: [Unicode.Scalar], _ prose: inout String) -> String {
        var result = ""
        var index = 0
        // Where an unescaped `]` was read last.
        var bracket = -1
        while index < line.count {
            let start = index
            let isTarget = line[start] == "(" && start > 0 && bracket == start - 1
            defer {
                if line[start] == "`" {
                    prose += "`"
                } else if !isTarget {
                    prose.unicodeScalars.append(contentsOf: line[start..<index])
                }
            }
            switch line[index] {
            case "\\" where index + 1 < line.count && "\\`*_{}[]()#+-.!~$^|".unicodeScalars.contains(line[index + 1]):
                index += 2
            case "`":
                let run = line[index...].prefix { $0 == "`" }.count
                var end = index + run
                var closing = 0
                while end < line.count, closing != run {
                    closing = line[end...].prefix { $0 == "`" }.count
                    end += max(1, closing)
                }
                result += closing == run ? "C" : "`"
                index = closing == run ? end : index + run
            case "*", "_", "[", "]", "<", ">":
                if line[index] == "]" { bracket = index }
                result.unicodeScalars.append(line[index])
                index += 1
            case "(" where isTarget:
                let target = String(String.UnicodeScalarView(line[index...].prefix { $0 != ")" }))
                result += target.prefix("(https://git.example.com/".count)
                index += target.unicodeScalars.count
            case "-", "#", "=", "/", "+",
                ":" where index == 0:
                result += index == 0 ? String(line[0]) : ""
                index += 1
            default: index += 1
            }
        }
        return result
    }
}
