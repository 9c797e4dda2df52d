/// Reads a scalar's text again, to know which part of it stands for which part of the value.
///
/// libyaml says only the value; ``pieces(of:style:value:)`` has no answer where the two readings differ.
struct ScalarDecoder {
    private let text: ArraySlice<UInt8>
    private var offset: Int
    private var value: [UInt8] = []
    private var pieces: [ScalarPiece] = []

    /// The pieces of a plain or quoted text, quotes included, or of a block scalar; offsets count from the text's first
    /// byte.
    static func pieces(of text: ArraySlice<UInt8>, style: YAMLScalar.Style, value: String) -> [ScalarPiece]? {
        var decoder = ScalarDecoder(text)
        switch style {
        case .plain: decoder.readFlow(until: nil)
        case .singleQuoted: decoder.readFlow(until: UInt8(ascii: "'"))
        case .doubleQuoted: decoder.readFlow(until: UInt8(ascii: "\""))
        case .literal, .folded:
            guard let block = BlockScalar(text, value: value, parentColumn: 0) else { return nil }
            decoder.readBlock(block)
        }
        // Which line ends follow a block's last line is for the chomping indicator to say.
        guard value.utf8.starts(with: decoder.value) else { return nil }
        let rest = value.utf8.dropFirst(decoder.value.count)
        let isBlock = style == .literal || style == .folded
        return rest.allSatisfy { isBlock && $0 == UInt8(ascii: "\n") } ? decoder.pieces : nil
    }

    private init(_ text: ArraySlice<UInt8>) {
        self.text = text
        offset = text.startIndex
    }

    private var current: UInt8? { offset < text.endIndex ? text[offset] : nil }

    private mutating func add(_ length: Int, as bytes: some Collection<UInt8>, isVerbatim: Bool = false) {
        let start = offset - text.startIndex
        let valueStart = value.count
        value += bytes
        offset += length
        let piece = ScalarPiece(
            text: start..<(start + length), value: valueStart..<value.count, isVerbatim: isVerbatim)
        if isVerbatim, let last = pieces.last, last.isVerbatim, last.text.upperBound == start {
            pieces[pieces.count - 1] = ScalarPiece(
                text: last.text.lowerBound..<piece.text.upperBound, value: last.value.lowerBound..<value.count,
                isVerbatim: true)
        } else {
            pieces.append(piece)
        }
    }

    private mutating func addVerbatim(_ length: Int) {
        add(length, as: text[offset..<(offset + length)], isVerbatim: true)
    }

    // MARK: Plain and quoted

    private mutating func readFlow(until quote: UInt8?) {
        if quote != nil { offset += 1 }
        while let byte = current {
            if byte == quote {
                guard quote == UInt8(ascii: "'"), text[(offset + 1)...].first == quote else { return }
                add(2, as: [byte])
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                readEscape()
            } else if let fold = fold(at: offset) {
                add(fold.length, as: fold.value)
            } else {
                addVerbatim(1)
            }
        }
    }

    /// White space around one or more line ends: a space, or the line ends behind the first (YAML 1.2.2, section 6.5).
    private func fold(at start: Int) -> (length: Int, value: [UInt8])? {
        var end = start
        var breaks = 0
        while end < text.endIndex {
            let length = lineEndLength(at: end)
            if length > 0 { breaks += 1 } else if !text[end].isBlank { break }
            end += max(length, 1)
        }
        guard breaks > 0 else { return nil }
        let value = breaks == 1 ? [UInt8(ascii: " ")] : Array(repeating: UInt8(ascii: "\n"), count: breaks - 1)
        return (end - start, value)
    }

    private mutating func readEscape() {
        guard let letter = text[(offset + 1)...].first else { return add(1, as: []) }
        if lineEndLength(at: offset + 1) > 0, let fold = fold(at: offset + 1) {
            // An escaped line end is none, and those behind it stay.
            return add(1 + fold.length, as: fold.value.filter { $0 == UInt8(ascii: "\n") })
        }
        if let width = Self.widths[letter] {
            let digits = text[(offset + 2)...].prefix(width)
            let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
            return add(2 + digits.count, as: String(scalar ?? "\u{FFFD}").utf8)
        }
        add(2, as: Array((Self.escapes[letter] ?? String(Unicode.Scalar(letter))).utf8))
    }

    private static let widths: [UInt8: Int] = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8]

    private static let escapes: [UInt8: String] = [
        UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "t"): "\t",
        UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "r"): "\r",
        UInt8(ascii: "e"): "\u{1B}", UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}",
        UInt8(ascii: "L"): "\u{2028}", UInt8(ascii: "P"): "\u{2029}",
    ]

    // MARK: Blocks

    /// The content's lines: what ends one belongs, with the next one's indentation, to the line end's piece.
    private mutating func readBlock(_ block: BlockScalar) {
        guard let first = block.content.first else { return }
        offset = first.text.startIndex
        var fold = (start: offset, breaks: 0, isText: false)
        for (index, line) in block.content.enumerated() {
            let spaces = min(block.indentation, BlockScalar.spaces(line.text))
            let text = line.text.dropFirst(spaces)
            if !text.isEmpty || block.header.isLiteral {
                let isText = text.first.map { !$0.isBlank } ?? false
                let folds = !block.header.isLiteral && isText && fold.isText
                let between =
                    folds && fold.breaks == 1
                    ? [UInt8(ascii: " ")]
                    : Array(repeating: UInt8(ascii: "\n"), count: folds ? fold.breaks - 1 : fold.breaks)
                offset = fold.start
                if index > 0 || spaces > 0 { add(line.text.startIndex + spaces - fold.start, as: between) }
                if !text.isEmpty { addVerbatim(text.count) }
                fold = (offset, 0, isText)
            }
            fold.breaks += 1
        }
    }

    private func lineEndLength(at offset: Int) -> Int {
        text.withUnsafeBufferPointer { $0.lineEndLength(at: offset - text.startIndex) }
    }
}
