/// The text of a block scalar, in lines: the header, the content, and the blank lines behind it.
///
/// A new value keeps the style (`|` or `>`), the indentation, the comment behind the header, the lines that it shares
/// with the old one, and the blank lines that are not part of it. The chomping indicator stays where it can; else it
/// becomes the one that the value's last line ends need.
struct BlockScalar {
    struct Line {
        /// Without the line end, with the indentation.
        var text: ArraySlice<UInt8>
        /// Empty on a last line that the file ends without one.
        var end: ArraySlice<UInt8>
    }

    private(set) var header: BlockHeader
    private(set) var headerEnd: ArraySlice<UInt8>
    private(set) var content: [Line]
    private var trailing: [Line]
    /// Spaces before the content.
    let indentation: Int

    private let value: String
    private let isTerminated: Bool
    private let lineEnd: ArraySlice<UInt8>

    /// - Parameters:
    ///   - bytes: from the header's first character to the end of the last blank line.
    ///   - value: what libyaml reads there.
    ///   - parentColumn: of the collection around it.
    ///
    /// Nil where the lines cannot be told from the value: with YAML 1.1's own line ends.
    init?(_ bytes: ArraySlice<UInt8>, value: String, parentColumn: Int) {
        var lines = Self.lines(of: bytes)
        guard !lines.isEmpty, let header = BlockHeader(lines[0].text) else { return nil }
        guard lines.allSatisfy({ $0.end.count < 3 && $0.end.first != 0xC2 }) else { return nil }
        headerEnd = lines[0].end
        lineEnd = headerEnd.isEmpty ? [UInt8(ascii: "\n")] : headerEnd
        lines.removeFirst()
        self.value = value
        self.header = header
        isTerminated = bytes.isEmpty || lines.last.map { !$0.end.isEmpty } ?? !headerEnd.isEmpty

        let leadingBreaks = value.utf8.prefix { $0 == UInt8(ascii: "\n") }.count
        if leadingBreaks < value.utf8.count {
            guard leadingBreaks < lines.count else { return nil }
            let shown = value.utf8.dropFirst(leadingBreaks).prefix { $0 == UInt8(ascii: " ") }.count
            let depth = Self.spaces(lines[leadingBreaks].text) - shown
            guard depth > 0 else { return nil }
            indentation = depth
        } else {
            // No content shows it: anything deeper than the collection and the blank lines will do, without a digit.
            self.header.isExplicit = false
            indentation = max(parentColumn + 2, lines.map { Self.spaces($0.text) }.max() ?? 0)
        }
        let depth = indentation
        let end = lines.lastIndex { $0.text.count > depth || Self.spaces($0.text) < $0.text.count }.map { $0 + 1 } ?? 0
        content = Array(lines[..<end])
        trailing = Array(lines[end...])
    }

    var bytes: [UInt8] {
        header.bytes + headerEnd + (content + trailing).flatMap { $0.text + $0.end }
    }

    /// The text with another value; nil where it cannot carry that.
    func replacing(_ new: String) -> [UInt8]? {
        let isWritable = new.unicodeScalars.allSatisfy { $0 == "\n" || YAMLText.isPrintableOnOneLine(String($0)) }
        guard isWritable else { return nil }
        var lines = new.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        var breaks = 0
        while let last = lines.last, last.isEmpty {
            lines.removeLast()
            breaks += 1
        }
        // A text of line ends alone is split into one part more than it has of them.
        if lines.isEmpty { breaks -= 1 }
        let first = lines.first { !$0.isEmpty }?.first
        guard header.isExplicit || !(first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")) else { return nil }
        var result = self
        guard let old = header.isLiteral ? oldLines : [] else { return nil }
        result.content = header.isLiteral ? literal(lines, over: old) : folded(lines)
        result.chomp(breaks)
        result.separateLineEnds()
        return result.bytes
    }
}

extension BlockScalar {
    /// Makes so many line ends follow the content.
    private mutating func chomp(_ breaks: Int) {
        let isOpenEnded = !isTerminated && breaks == 0 && trailing.isEmpty
        switch (header.chomping, breaks) {
        case _ where content.isEmpty: if breaks > 0 { header.chomping = .keep }
        case (_, 0): if !isOpenEnded { header.chomping = .strip }
        case (.strip, 1): header.chomping = .clip
        case (_, 1): break
        default: header.chomping = .keep
        }
        if header.chomping == .keep {
            let blank = max(0, content.isEmpty ? breaks : breaks - 1)
            trailing = Array(trailing.prefix(blank))
            while trailing.count < blank { trailing.append(Line(text: [], end: lineEnd)) }
        }
        if !content.isEmpty || !trailing.isEmpty, headerEnd.isEmpty { headerEnd = lineEnd }
        for index in content.indices where content[index].end.isEmpty { content[index].end = lineEnd }
        for index in trailing.indices.dropLast() where trailing[index].end.isEmpty { trailing[index].end = lineEnd }
        if header.chomping == .keep, let last = trailing.indices.last { trailing[last].end = lineEnd }
        if isOpenEnded, let last = content.indices.last { content[last].end = [] }
    }

    /// Where the file mixes them, a CR and the LF of the blank line after it must not become one line end.
    private mutating func separateLineEnds() {
        var lines = [Line(text: [], end: headerEnd)] + content + trailing
        for index in lines.indices.dropLast().reversed() {
            let next = lines[index + 1]
            let merges = lines[index].end == [UInt8(ascii: "\r")] && next.text.isEmpty
            if merges, next.end.first == UInt8(ascii: "\n") { lines[index].end = next.end }
        }
        headerEnd = lines[0].end
        content = Array(lines[1..<(content.count + 1)])
        trailing = Array(lines[(content.count + 1)...])
    }

    /// The text of each content line; nil where they are not what libyaml read.
    private var oldLines: [ArraySlice<UInt8>]? {
        let texts = content.map { $0.text.dropFirst(min(indentation, Self.spaces($0.text))) }
        let joined = Array(texts.joined(separator: [UInt8(ascii: "\n")]))
        let rest = value.utf8.dropFirst(joined.count)
        guard value.utf8.starts(with: joined), rest.allSatisfy({ $0 == UInt8(ascii: "\n") }) else { return nil }
        return texts
    }

    /// One line each; those that start or end the old content in the same way stay as they are.
    private func literal(_ lines: [[UInt8]], over old: [ArraySlice<UInt8>]) -> [Line] {
        let shorter = min(lines.count, old.count)
        let start = (0..<shorter).first { !lines[$0].elementsEqual(old[$0]) } ?? shorter
        var end = 0
        while end < shorter - start, lines[lines.count - 1 - end].elementsEqual(old[old.count - 1 - end]) { end += 1 }
        let middle = (start..<(lines.count - end)).map { index in
            Line(text: indented(lines[index]), end: index < old.count - end ? content[index].end : lineEnd)
        }
        return content[..<start] + middle + content[(old.count - end)...]
    }

    /// One line each, with a blank one more where a single line end would read as a space (YAML 1.2.2, section 8.1.3).
    private func folded(_ lines: [[UInt8]]) -> [Line] {
        var result: [Line] = []
        var folds = false
        for line in lines {
            if let first = line.first {
                let isText = first != UInt8(ascii: " ") && first != UInt8(ascii: "\t")
                if folds && isText { result.append(Line(text: [], end: lineEnd)) }
                folds = isText
            }
            result.append(Line(text: indented(line), end: lineEnd))
        }
        return result
    }

    private func indented(_ line: [UInt8]) -> ArraySlice<UInt8> {
        line.isEmpty ? [] : ArraySlice(repeatElement(UInt8(ascii: " "), count: indentation) + line)
    }

    static func spaces(_ text: ArraySlice<UInt8>) -> Int { text.prefix { $0 == UInt8(ascii: " ") }.count }

    /// A last line is one only where it has any text.
    private static func lines(of bytes: ArraySlice<UInt8>) -> [Line] {
        bytes.withUnsafeBufferPointer { buffer in
            var lines: [Line] = []
            var start = 0
            var offset = 0
            let base = bytes.startIndex
            while offset < buffer.count {
                let length = buffer.lineEndLength(at: offset)
                if length > 0 {
                    let end = offset + length
                    lines.append(
                        Line(text: bytes[(base + start)..<(base + offset)], end: bytes[(base + offset)..<(base + end)]))
                    start = end
                }
                offset += max(length, 1)
            }
            if start < buffer.count { lines.append(Line(text: bytes[(base + start)...], end: [])) }
            return lines
        }
    }
}
