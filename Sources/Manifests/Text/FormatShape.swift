import CYAML

/// What a file's format reads in it: its nodes, each scalar with its bytes, without their meaning.
///
/// An edit of the text must leave it as it was: the same nodes, each at its place moved by the edits before it. The
/// bytes between the edits are the same, and so is what stands in them.
struct FormatShape {
    struct Node {
        let kind: UInt8
        /// Nil for a collection, and for what only starts or ends something.
        let range: Range<Int>?
        /// Whether this is a plain scalar of YAML, whose type its text tells.
        var isPlain = false
    }

    let nodes: [Node]
    private let bytes: [UInt8]

    /// Nil for a file of no known format, and for one that is not valid in its own, such as a template.
    init?(of bytes: [UInt8], file: String, _ format: ManifestFormat) {
        let nodes = try? bytes.withUnsafeBufferPointer { buffer throws(ManifestError) -> [Node]? in
            switch format {
            case .yaml: try Self.yaml(SourceText(buffer, file: file))
            case .hcl: try Self.hcl(HCLSource(buffer, file: file))
            case .json, .jsonc: try Self.json(JSONText(buffer, file: file), comments: format == .jsonc)
            case .text: nil
            }
        }
        guard let nodes = nodes ?? nil else { return nil }
        self.nodes = nodes
        self.bytes = bytes
    }

    private static func yaml(_ source: SourceText) throws(ManifestError) -> [Node] {
        var reader = try EventReader(source, limits: .manifest)
        var nodes: [Node] = []
        while try reader.next() != YAML_STREAM_END_EVENT {
            let type = UInt8(truncatingIfNeeded: reader.event.type.rawValue)
            guard reader.event.type == YAML_SCALAR_EVENT else {
                nodes.append(Node(kind: type, range: nil))
                continue
            }
            let style = reader.event.data.scalar.style
            nodes.append(
                Node(
                    kind: type << 4 | UInt8(truncatingIfNeeded: style.rawValue), range: reader.scalarSpan.range,
                    isPlain: style == YAML_PLAIN_SCALAR_STYLE))
        }
        return nodes
    }

    private static func hcl(_ source: HCLSource) throws(ManifestError) -> [Node] {
        try HCLParser.parse(source, limits: .manifest).nodes.map {
            Node(kind: $0.kind.rawValue, range: $0.isLeaf ? $0.range : nil)
        }
    }

    private static func json(_ text: JSONText, comments: Bool) throws(ManifestError) -> [Node] {
        let document = try JSONDocument(text, comments: comments, limits: .manifest)
        return document.nodes.map { Node(kind: $0.kind.rawValue, range: $0.isCollection ? nil : $0.range) }
    }
}

extension FormatShape {
    /// Why a text after edits is not this one with only those made; nil where it is.
    ///
    /// - Parameter edits: in the file's order, none overlapping another.
    func problem(
        of new: FormatShape?, after edits: [(range: Range<Int>, value: String)]
    ) -> (problem: ManifestProblem, edit: Int)? {
        guard let new, nodes.count == new.nodes.count else { return (.unproven, 0) }
        var next = 0
        var moved = 0
        for (old, other) in zip(nodes, new.nodes) {
            guard old.kind == other.kind else { return (.unproven, min(next, edits.count - 1)) }
            guard let range = old.range, let newRange = other.range else { continue }
            while next < edits.count, edits[next].range.upperBound <= range.lowerBound {
                moved += edits[next].value.utf8.count - edits[next].range.count
                next += 1
            }
            // Where the file left a value out, the new one need not stand at the same byte.
            if range.isEmpty { continue }
            var end = range.upperBound + moved
            var inner = next
            while inner < edits.count,
                edits[inner].range.lowerBound < range.upperBound
                    || edits[inner].range.upperBound <= range.upperBound
            {
                guard edits[inner].range.lowerBound >= range.lowerBound,
                    edits[inner].range.upperBound <= range.upperBound
                else { return (.unproven, inner) }
                end += edits[inner].value.utf8.count - edits[inner].range.count
                inner += 1
            }
            guard newRange == range.lowerBound + moved..<end else { return (.unproven, min(next, edits.count - 1)) }
            if inner > next, old.isPlain, isString(range), !new.isString(newRange) {
                return (.retyped(new.text(newRange)), next)
            }
        }
        return nil
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func isString(_ range: Range<Int>) -> Bool { PlainType.isString(text(range)) }
}
