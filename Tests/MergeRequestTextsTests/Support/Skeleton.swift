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
            return inline(Array(line.unicodeScalars))
        }
    }

    private static func inline(_ line: [Unicode.Scalar]) -> String {
        var result = ""
        var index = 0
        while index < line.count {
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
                result.unicodeScalars.append(line[index])
                index += 1
            case "(" where index > 0 && line[index - 1] == "]":
                result += "(\(String(String.UnicodeScalarView(line[index...].prefix { $0 != ")" }).prefix(9)))"
                index += 1
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
