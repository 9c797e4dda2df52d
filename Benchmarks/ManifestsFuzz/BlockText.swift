/// The lines of a YAML block scalar, told from what follows by their indentation and by the value that they stand for.
struct BlockText {
    private struct Line {
        let text: ArraySlice<UInt8>
        let end: ArraySlice<UInt8>

        var spaces: Int { text.prefix { $0 == UInt8(ascii: " ") }.count }
        var isBlank: Bool { spaces == text.count }
    }

    private let isLiteral: Bool
    /// Whether the blank lines behind the content belong to the value.
    let keeps: Bool
    /// What follows the indicators on the first line.
    private let comment: ArraySlice<UInt8>
    private let headerEnd: ArraySlice<UInt8>
    private let content: [Line]
    private let valueLines: [Substring.UTF8View]
    /// Of the content; nil where there is none.
    private let indentation: Int?
    /// Behind the content.
    let behind: ArraySlice<UInt8>
    /// Behind the blank lines that follow the content.
    let behindBlanks: ArraySlice<UInt8>

    /// Nil where no block scalar of this value stands.
    init?(_ text: ArraySlice<UInt8>, value: String) {
        var rest = text
        guard let header = Self.takeLine(&rest), let first = header.text.first else { return nil }
        isLiteral = first == UInt8(ascii: "|")
        let indicators = header.text.dropFirst().prefix { "+-123456789".utf8.contains($0) }
        guard isLiteral || first == UInt8(ascii: ">"), indicators.count <= 2 else { return nil }
        keeps = indicators.contains(UInt8(ascii: "+"))
        comment = header.text[indicators.endIndex...]
        headerEnd = header.end
        let lines = value.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let breaks = lines.prefix { $0.isEmpty }.count
        valueLines = Array(lines[..<(lines.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0)]).map { Substring($0).utf8 }
        var content: [Line] = []
        var behind = rest
        var indentation: Int?
        while let line = Self.takeLine(&rest) {
            if indentation == nil, content.count == breaks, let shown = valueLines.dropFirst(breaks).first {
                indentation = line.spaces - shown.prefix { $0 == UInt8(ascii: " ") }.count
            }
            let depth = indentation ?? .max
            if !line.isBlank, line.spaces < depth { break }
            content.append(line)
            if line.text.count > depth { behind = rest }
        }
        // Blank lines are the content's only where more of it follows.
        self.content = content.filter { $0.text.startIndex < behind.startIndex }
        self.indentation = indentation
        self.behind = behind
        behindBlanks = Self.skippingBlankLines(behind)
        guard hasValue else { return nil }
    }

    /// Whether the content says what the value does: in a folded one, white space aside.
    private var hasValue: Bool {
        guard let indentation else { return valueLines.isEmpty && content.isEmpty }
        guard indentation > 0 else { return false }
        guard isLiteral else {
            let isText = { (byte: UInt8) in byte > UInt8(ascii: " ") }
            return content.flatMap { $0.text.filter(isText) }.elementsEqual(valueLines.flatMap { $0.filter(isText) })
        }
        return content.count == valueLines.count
            && zip(content, valueLines).allSatisfy { $0.text.dropFirst(min(indentation, $0.spaces)).elementsEqual($1) }
    }

    /// What else than the value differs in the block that took this one's place.
    func fault(before new: BlockText) -> String? {
        guard isLiteral == new.isLiteral else { return "stands another style" }
        guard comment.elementsEqual(new.comment) else { return "stands another comment" }
        if let indentation, let other = new.indentation, indentation != other { return "stands another indentation" }
        let ends = Set((content.map(\.end) + [headerEnd]).map { Array($0) })
        if !ends.subtracting([[]]).isEmpty,
            let other = new.content.dropLast().first(where: { !ends.contains(Array($0.end)) })
        {
            return "stands another line end before \(other.end.endIndex)"
        }
        guard isLiteral else { return nil }
        let same = zip(valueLines, new.valueLines).prefix { $0.elementsEqual($1) }.count
        let isSame = zip(content, new.content).prefix(same).allSatisfy { $0.text.elementsEqual($1.text) }
        return isSame ? nil : "a line changed that both values have"
    }

    private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> Line? {
        guard !rest.isEmpty else { return nil }
        let text = rest.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let end = rest[text.endIndex...]
        let length = end.starts(with: "\r\n".utf8) ? 2 : min(1, end.count)
        rest = rest[(text.endIndex + length)...]
        return Line(text: text, end: end.prefix(length))
    }

    private static func skippingBlankLines(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var (rest, behind) = (text, text)
        while let line = takeLine(&rest), line.isBlank { behind = rest }
        return behind
    }
}
