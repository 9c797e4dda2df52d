/// Decides where the missing rest of a place goes, and in what style, so that it looks like its neighbours.
///
/// | the last node of the path that is there | the rest goes |
/// |---|---|
/// | a block collection with something in it | on lines of its own after the last of it, its comment included |
/// | a flow collection | before the bracket; on a line of its own where the last element has one |
/// | an empty value (`images:`) | below its key, or behind it in flow context |
struct AdditionPlanner {
    let outline: Outline
    let bytes: [UInt8]

    /// Nil where the place is there already.
    func addition(of edit: ValueEdit) throws(ManifestError) -> Addition? {
        let walk = OutlineWalk(outline: outline, place: edit.place)
        let way = try walk.way(from: try root(of: edit.place))
        guard !way.rest.isEmpty else { return nil }
        guard let added = AddedNode(way.rest, value: edit.value) else {
            throw ManifestError(
                .unprovenAddition, file: outline.file, at: outline.nodes[way.node].position, place: edit.place)
        }
        let style = AdditionStyle(outline: outline, bytes: bytes)
        let text = style.text(below: way.node)
        let node = outline.nodes[way.node]
        let insertions: [(offset: Int, text: String)]
        let isEmptyValue = if case .scalar = node.content { true } else { false }
        if isEmptyValue {
            guard hasColon(before: way.node) else {
                throw ManifestError(.missingSeparator, file: outline.file, at: node.position, place: edit.place)
            }
            insertions =
                style.isInFlow(way.node)
                ? [(node.end, " " + text.flow(added))]
                : [afterLine(of: node.end, text.block(added, indent: style.indent(below: way.node, added)))]
        } else if node.isFlow {
            insertions = flowInsertions(into: way.node, text, added)
        } else {
            insertions = [afterLine(of: node.end, text.block(added, indent: style.indent(below: way.node, added)))]
        }
        return Addition(
            insertions: insertions, event: isEmptyValue ? node.event : node.endEvent, replacesEvent: isEmptyValue,
            events: isEmptyValue ? added.events : added.inner)
    }

    /// Whether the colon is there before a value that is left out; the node before it is its key.
    private func hasColon(before value: Int) -> Bool {
        guard case .value = outline.nodes[value].role else { return true }
        var offset = outline.nodes[value - 1].end
        while offset < min(outline.nodes[value].end, bytes.count) {
            if bytes[offset] == UInt8(ascii: "#") {
                offset = restOfLine(from: offset).upperBound
            } else if bytes[offset] > UInt8(ascii: " ") {
                return bytes[offset] == UInt8(ascii: ":")
            } else {
                offset += 1
            }
        }
        return false
    }

    /// Whether the file's last value is a block scalar that has no line end, and would get one from whatever is added.
    var endsInOpenBlock: Bool {
        guard case .scalar(_, let style) = outline.nodes.last?.content, style == .literal || style == .folded else {
            return false
        }
        return !bytes.endsLine(before: bytes.count)
    }

    private func root(of place: Place) throws(ManifestError) -> Int {
        let index = place.document?.index ?? 0
        guard index < outline.roots.count, outline.roots.count == 1 || place.document?.index != nil else {
            let problem: ManifestProblem =
                outline.roots.count > 1
                ? .ambiguousDocument(outline.roots.map { outline.nodes[$0].position }) : .noDocument(place.document)
            throw ManifestError(problem, file: outline.file, place: place)
        }
        return outline.roots[index]
    }

    /// Whole lines, after the one on which the byte before `end` stands.
    private func afterLine(of end: Int, _ lines: [String]) -> (offset: Int, text: String) {
        let lineEnd = AdditionStyle(outline: outline, bytes: bytes).lineEnd
        // A block scalar ends with its line.
        if bytes.endsLine(before: end) { return (end, lines.map { $0 + lineEnd }.joined()) }
        return (restOfLine(from: end).upperBound, lines.map { lineEnd + $0 }.joined())
    }

    private func flowInsertions(
        into collection: Int, _ text: AddedText, _ added: AddedNode
    ) -> [(offset: Int, text: String)] {
        let items = text.flowItems(of: added)
        let children = outline.pairs(of: collection).map(\.value) + outline.elements(of: collection)
        guard let last = children.last.map({ outline.nodes[$0] }) else {
            return [(outline.nodes[collection].end - 1, items)]
        }
        let first = outline.pairs(of: collection).last?.keyPosition ?? last.start
        let style = AdditionStyle(outline: outline, bytes: bytes)
        guard let indent = style.indentation(before: first.offset) else { return [(last.end, ", " + items)] }
        let comma = comma(after: last.end, before: outline.nodes[collection].end)
        let rest = restOfLine(from: comma.map { $0 + 1 } ?? last.end)
        guard isBlankOrComment(rest) else { return [(last.end, ", " + items)] }
        let line = style.lineEnd + indent + items
        return comma == nil ? [(last.end, ","), (rest.upperBound, line)] : [(rest.upperBound, line + ",")]
    }

    /// A comma between a flow collection's last item and its bracket.
    private func comma(after start: Int, before end: Int) -> Int? {
        var offset = start
        while offset < end {
            if bytes[offset] == UInt8(ascii: ",") { return offset }
            if bytes[offset] == UInt8(ascii: "#") { offset = restOfLine(from: offset).upperBound }
            offset += 1
        }
        return nil
    }

    private func restOfLine(from start: Int) -> Range<Int> {
        start..<((start..<bytes.count).first { bytes.lineEndLength(at: $0) > 0 } ?? bytes.count)
    }

    private func isBlankOrComment(_ range: Range<Int>) -> Bool {
        let text = bytes[range].first { !$0.isBlank }
        return text == nil || text == UInt8(ascii: "#")
    }
}
