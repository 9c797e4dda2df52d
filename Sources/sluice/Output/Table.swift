/// Aligned columns, of which the last takes what is left of the line and is wrapped.
struct Table: Sendable {
    struct Cell: Sendable, ExpressibleByStringInterpolation {
        /// Printable.
        let text: String
        let style: Style?

        init(_ text: String, _ style: Style? = nil) {
            self.text = printable(text, keepingLines: true)
            self.style = style
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    private let titles: [String]
    private var rows: [[Cell]] = []

    init(_ titles: String...) { self.titles = titles }

    mutating func add(_ cells: Cell...) { rows.append(cells) }

    private static let gap = 2
    /// The last column is not made narrower than this, however narrow the terminal is.
    private static let narrowest = 24

    /// Ends in a newline. Columns that are empty in every row are left out.
    func text(for terminal: Terminal) -> String {
        let last = titles.count - 1
        let columns = titles.indices.filter { column in
            column == last || rows.contains { !$0[column].text.isEmpty }
        }
        var widths: [Int: Int] = [:]
        for column in columns.dropLast() {
            widths[column] = (rows.map { TextWidth.of($0[column].text) } + [TextWidth.of(titles[column])]).max() ?? 0
        }
        let used = columns.dropLast().reduce(0) { $0 + (widths[$1] ?? 0) + Self.gap }
        let room = terminal.width.map { max(Self.narrowest, $0 - used) } ?? .max
        var lines = [Self.line(columns.map { Cell(titles[$0], .bold) }, columns.map { widths[$0] }, terminal)]
        for row in rows {
            let wrapped = TextWidth.wrapped(row[last].text, to: room)
            for (index, part) in wrapped.enumerated() {
                let lead = columns.dropLast().map { index == 0 ? row[$0] : Cell("") }
                lines.append(Self.line(lead + [Cell(part, row[last].style)], columns.map { widths[$0] }, terminal))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Spaces between, none at the end.
    private static func line(_ cells: [Cell], _ widths: [Int?], _ terminal: Terminal) -> String {
        var line = ""
        var pending = 0
        for (cell, width) in zip(cells, widths) {
            if !cell.text.isEmpty {
                line += String(repeating: " ", count: pending) + terminal.styled(cell.text, cell.style)
                pending = 0
            }
            pending += (width ?? 0) - (cell.text.isEmpty ? 0 : TextWidth.of(cell.text)) + gap
        }
        return line
    }
}
