/// How an addition is written, after its neighbours.
struct AddedText {
    /// Whether keys stand in double quotes, as in JSON; values do then, too.
    var quotesKeys = false
    /// The quotes that the values of a key have nearby.
    var styles: [String: YAMLScalar.Style] = [:]
    /// How much further than its key a sequence's dashes stand.
    var sequenceIndent = 0
    /// From a dash to what follows it.
    var dashWidth = 2

    /// In lines without their ends, each with so many spaces before it.
    func block(_ node: AddedNode, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        switch node {
        case .scalar(let value): return [space + scalar(value, key: nil)]
        case .mapping(let pairs): return pairs.flatMap { pair($0.key, $0.value, indent: indent) }
        case .sequence(let elements):
            return elements.flatMap { element in
                let lines = block(element, indent: indent + dashWidth)
                let dash = space + "-" + String(repeating: " ", count: dashWidth - 1)
                return [dash + lines[0].dropFirst(indent + dashWidth)] + lines.dropFirst()
            }
        }
    }

    private func pair(_ key: String, _ value: AddedNode, indent: Int) -> [String] {
        let start = String(repeating: " ", count: indent) + self.key(key) + ":"
        switch value {
        case .scalar(let text): return [start + " " + scalar(text, key: key)]
        case .mapping: return [start] + block(value, indent: indent + 2)
        case .sequence: return [start] + block(value, indent: indent + sequenceIndent)
        }
    }

    /// On one line, in braces and brackets.
    func flow(_ node: AddedNode) -> String {
        switch node {
        case .scalar(let value): scalar(value, key: nil)
        case .mapping: "{" + flowItems(of: node) + "}"
        case .sequence: "[" + flowItems(of: node) + "]"
        }
    }

    /// What stands between the brackets or braces.
    func flowItems(of node: AddedNode) -> String {
        switch node {
        case .scalar(let value): scalar(value, key: nil)
        case .mapping(let pairs):
            pairs.map { pair in
                if case .scalar(let text) = pair.value { return key(pair.key) + ": " + scalar(text, key: pair.key) }
                return key(pair.key) + ": " + flow(pair.value)
            }.joined(separator: ", ")
        case .sequence(let elements): elements.map(flow).joined(separator: ", ")
        }
    }

    private func key(_ text: String) -> String {
        quotesKeys ? String(decoding: YAMLText.doubleQuoted(text), as: UTF8.self) : scalar(text, key: nil)
    }

    /// Plain only where every reader takes the text for a string.
    private func scalar(_ text: String, key: String?) -> String {
        let style = key.flatMap { styles[$0] } ?? .plain
        if style == .singleQuoted, !quotesKeys, YAMLText.isPrintableOnOneLine(text) {
            return String(decoding: YAMLText.singleQuoted(text), as: UTF8.self)
        }
        let isPlain = !quotesKeys && style != .doubleQuoted && style != .singleQuoted
        if isPlain, YAMLText.isPlainSafe(text), PlainType.isString(text) { return text }
        return String(decoding: YAMLText.doubleQuoted(text), as: UTF8.self)
    }
}
