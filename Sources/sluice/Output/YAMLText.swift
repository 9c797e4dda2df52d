/// Any JSON.
enum JSONNode: Decodable, Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONNode])
    case object([String: JSONNode])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONNode].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONNode].self))
        }
    }
}

/// JSON as YAML 1.2 in block style, keys sorted, texts in double quotes wherever they could be read as anything else.
enum YAMLText {
    /// Ends in a newline.
    static func text(of node: JSONNode) -> String { block(node, indent: 0).joined(separator: "\n") + "\n" }

    private static func block(_ node: JSONNode, indent: Int) -> [String] {
        let margin = String(repeating: "  ", count: indent)
        switch node {
        case .list(let items) where !items.isEmpty:
            return items.flatMap { item -> [String] in
                var lines = block(item, indent: indent + 1)
                // The first line of what an item holds stands right after its dash.
                lines[0] = margin + "- " + lines[0].dropFirst(2 * (indent + 1))
                return lines
            }
        case .object(let members) where !members.isEmpty:
            return members.sorted { $0.key < $1.key }.flatMap { key, value -> [String] in
                let name = margin + scalar(key) + ":"
                if let inline = inline(value) { return [name + " " + inline] }
                return [name] + block(value, indent: indent + 1)
            }
        default: return [margin + (inline(node) ?? "")]
        }
    }

    private static func inline(_ node: JSONNode) -> String? {
        switch node {
        case .null: "null"
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .text(let text): scalar(text)
        case .list(let items): items.isEmpty ? "[]" : nil
        case .object(let members): members.isEmpty ? "{}" : nil
        }
    }

    private static func scalar(_ text: String) -> String {
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        let isPlain =
            text.first.map { $0.isASCII && $0.isLetter } ?? false
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "-_./@".utf8.contains(byte)
            } && !words.contains(text.lowercased())
        return isPlain ? text : quoted(text)
    }

    /// YAML's double-quoted style takes every escape of JSON's.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.properties.generalCategory == .control:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
