import Foundation

@testable import Manifests

/// A file that holds another in one of its values, in any style that can carry it byte by byte.
struct EmbeddedYAML {
    enum Style: CaseIterable { case literal, doubleQuoted, singleQuoted }

    let bytes: [UInt8]
    /// The bytes of the value, its quotes or header included.
    let range: Range<Int>

    static func container() throws -> Container { Container(selector: try Selector("data.\"app.yaml\"")) }

    /// Nil where the style cannot carry the text.
    init?(_ inner: [UInt8], style: Style, with random: inout SeededGenerator) {
        let lineEnd = random.oneIn(3) ? "\r\n" : "\n"
        let text = String(decoding: inner, as: UTF8.self)
        let before = "kind: ConfigMap # ü" + lineEnd + "data:" + lineEnd + "  app.yaml: "
        guard let value = Self.text(of: text, style, lineEnd: lineEnd, with: &random) else { return nil }
        let after = (style == .literal ? "" : " # c" + lineEnd) + "  last: x" + lineEnd
        bytes = Array((before + value + after).utf8)
        range = before.utf8.count..<(before + value).utf8.count
    }

    private static func text(
        of text: String, _ style: Style, lineEnd: String, with random: inout SeededGenerator
    ) -> String? {
        switch style {
        case .literal:
            let indentation = String(repeating: " ", count: random.number(3...6))
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let isTerminated = lines.last == ""
            if isTerminated { lines.removeLast() }
            let isOpen = lines.last == ""
            return "|" + (isOpen ? "+" : isTerminated ? "" : "-") + lineEnd
                + lines.map { ($0.isEmpty && random.oneIn(2) ? "" : indentation) + $0 + lineEnd }.joined()
        case .doubleQuoted:
            let quoted = String(decoding: YAMLText.doubleQuoted(text), as: UTF8.self)
            guard random.oneIn(2) else { return quoted }
            // One line each, with an escaped line end behind it.
            let lines = quoted.components(separatedBy: "\\n")
            return lines[0]
                + lines.dropFirst().map { "\\n\\" + lineEnd + "   " + ($0.hasPrefix(" ") ? "\\" : "") + $0 }.joined()
        case .singleQuoted:
            guard !text.contains(" \n"), !text.contains("\n "), !text.contains("\t\n"), !text.contains("\n\t"),
                !text.hasSuffix("\n")
            else { return nil }
            return "'" + text.replacing("'", with: "''").replacing("\n", with: lineEnd + lineEnd + "    ") + "'"
        }
    }
}
