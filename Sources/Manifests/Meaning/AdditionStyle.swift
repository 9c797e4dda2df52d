/// What an addition's neighbours look like.
struct AdditionStyle {
    let outline: Outline
    let bytes: [UInt8]

    /// The file's first line end.
    var lineEnd: String {
        guard let first = bytes.indices.first(where: { bytes.lineEndLength(at: $0) > 0 }) else { return "\n" }
        return String(decoding: bytes[first..<(first + bytes.lineEndLength(at: first))], as: UTF8.self)
    }

    func isInFlow(_ node: Int) -> Bool {
        var current = outline.nodes[node].parent
        while let parent = current {
            if outline.nodes[parent].isFlow { return true }
            current = outline.nodes[parent].parent
        }
        return false
    }

    /// The style of what is added to a node.
    func text(below node: Int) -> AddedText {
        var text = AddedText()
        let document = outline.nodes[node].document
        for other in outline.nodes where other.document == document {
            guard case .value(let key) = other.role else { continue }
            switch other.content {
            case .scalar(_, let style): text.styles[key] = style
            case .sequence(let elements) where !other.isFlow:
                guard let parent = other.parent, let dash = elements.last.flatMap(dash) else { continue }
                let column = outline.pairs(of: parent).last?.keyPosition.column ?? 1
                text.sequenceIndent = max(0, dash.column - (column - 1))
            default: break
            }
        }
        if outline.nodes[node].isFlow || isInFlow(node) {
            let pairs = ([node] + outline.elements(of: node)).flatMap(outline.pairs(of:))
            text.quotesKeys = pairs.last?.isKeyQuoted ?? enclosingPair(of: node)?.isKeyQuoted ?? false
        }
        // An empty element stands right behind its dash.
        if let dash = outline.elements(of: node).compactMap(dash).last { text.dashWidth = max(2, dash.width) }
        return text
    }

    /// How far in the lines of what is added to a node start.
    func indent(below node: Int, _ added: AddedNode) -> Int {
        switch outline.nodes[node].content {
        case .mapping(let pairs):
            let node = outline.nodes[node]
            // An anchor may stand on a line before.
            return node.hasProperties ? pairs.last.map(column) ?? 0 : node.start.column - 1
        case .sequence(let elements):
            return elements.compactMap(dash).last?.column ?? outline.nodes[node].start.column - 1
        case .scalar, .alias:
            guard let pair = enclosingPair(of: node) else { return 0 }
            let isSequence = if case .sequence = added { true } else { false }
            return pair.keyPosition.column - 1 + (isSequence ? text(below: node).sequenceIndent : 2)
        }
    }

    /// How many characters stand before a pair's key, or before the question mark of an explicit one.
    private func column(of pair: Outline.Pair) -> Int {
        let key = pair.keyPosition
        var offset = key.offset
        while offset > 0, bytes[offset - 1] == UInt8(ascii: " ") { offset -= 1 }
        guard offset > 0, bytes[offset - 1] == UInt8(ascii: "?") else { return key.column - 1 }
        return key.column - 1 - (key.offset - (offset - 1))
    }

    private func enclosingPair(of node: Int) -> Outline.Pair? {
        var current = node
        while let parent = outline.nodes[current].parent {
            if let pair = outline.pairs(of: parent).first(where: { $0.value == current }) { return pair }
            current = parent
        }
        return nil
    }

    /// The dash before a block sequence's element: how many characters stand before it, and how many from it to the
    /// element. Nil where the element stands on another line.
    private func dash(before element: Int) -> (column: Int, width: Int)? {
        let start = outline.nodes[element].start
        guard case .element = outline.nodes[element].role else { return nil }
        var offset = start.offset
        while offset > 0, bytes[offset - 1] == UInt8(ascii: " ") { offset -= 1 }
        guard offset > 0, bytes[offset - 1] == UInt8(ascii: "-") else { return nil }
        let width = start.offset - (offset - 1)
        return start.column - 1 >= width ? (start.column - 1 - width, width) : nil
    }

    /// The white space before a byte where nothing else stands before it on its line; nil otherwise.
    func indentation(before offset: Int) -> String? {
        var start = offset
        while start > 0, bytes[start - 1].isBlank { start -= 1 }
        guard bytes.endsLine(before: start) else { return nil }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }
}
