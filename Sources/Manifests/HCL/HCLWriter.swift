/// How a new value is written where an old literal stood, so that every reader gets its text back.
///
/// | old literal | new value | written |
/// |---|---|---|
/// | in quotes | any | in quotes: a string stays a string |
/// | heredoc | whole lines, none of them its marker | as its body, indented as the old |
/// | heredoc | any other | refused: `unwritable` |
/// | number | a number in its usual spelling | bare: a number stays a number |
/// | `true` or `false` | `true` or `false` | bare: a boolean stays a boolean |
/// | number, boolean, null | any other | in quotes |
///
/// A number in its usual spelling is one that Terraform prints as it was written: `1.20` is not, and stands in quotes
/// from then on, since it would be read as 1.2. A reader who wants a number converts such a text, and
/// fails aloud where it is none.
enum HCLWriter {
    static func text(for value: String, over index: Int, in tree: HCLTree) -> [UInt8] {
        let range = tree[index].range
        switch tree[index].kind {
        case .heredoc: return HeredocText.replacing(range, with: value, in: tree.source)
        case .number where isUsualNumber(value): return Array(value.utf8)
        case .boolean where value == "true" || value == "false": return Array(value.utf8)
        default: return HCLText.quoted(value)
        }
    }

    /// What the written text is.
    static func kind(for value: String, over kind: HCLNode.Kind) -> HCLNode.Kind {
        switch kind {
        case .heredoc: .heredoc
        case .number where isUsualNumber(value): .number
        case .boolean where value == "true" || value == "false": .boolean
        default: .quoted
        }
    }

    /// `-`, an integer without leading zeros, a fraction without trailing ones; at most 15 digits.
    static func isUsualNumber(_ text: String) -> Bool {
        let parts = (text.hasPrefix("-") ? text.dropFirst() : text[...])
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }), text != "-0" else { return false }
        let digits = parts.reduce(0) { $0 + $1.utf8.count }
        return digits <= 15 && (parts[0] == "0" || !parts[0].hasPrefix("0"))
            && (parts.count == 1 || parts[1].last != "0")
    }
}
