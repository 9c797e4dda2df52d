import CYAML

/// Reads a stream into an ``Outline``, one call a node.
struct OutlineBuilder: ~Copyable {
    private var reader: EventReader
    private var nodes: [Outline.Node] = []
    private var anchors: [String: Int] = [:]
    private var document = 0

    /// Enough for a file of some 20 MB, and a quarter of a gigabyte in memory.
    static let maximumNodes = 1_000_000

    static func outline(
        of bytes: [UInt8], file: String, limits: YAMLLimits
    ) throws(ManifestError) -> Outline {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            var builder = OutlineBuilder(reader: try EventReader(SourceText(buffer, file: file), limits: limits))
            return try builder.outline()
        }
    }

    private init(reader: consuming EventReader) {
        self.reader = reader
    }

    private mutating func outline() throws(ManifestError) -> Outline {
        var roots: [Int] = []
        while true {
            switch try reader.next() {
            case YAML_STREAM_END_EVENT: return Outline(nodes: nodes, roots: roots, file: reader.source.file)
            case YAML_DOCUMENT_START_EVENT:
                document = roots.count
                anchors.removeAll(keepingCapacity: true)
                _ = try reader.next()
                roots.append(try node(.root, below: nil))
            default: break
            }
        }
    }

    /// The node whose first event is the current one.
    private mutating func node(_ role: Outline.Node.Role, below parent: Int?) throws(ManifestError) -> Int {
        let index = nodes.count
        guard index < Self.maximumNodes else {
            throw reader.source.error(.tooManyNodes(limit: Self.maximumNodes), at: reader.event.start_mark)
        }
        let event = reader.event
        nodes.append(leaf(role, below: parent))
        if let name = event.anchor { anchors[String(cString: name)] = index }
        switch event.type {
        case YAML_SEQUENCE_START_EVENT: try readElements(of: index)
        case YAML_MAPPING_START_EVENT: try readPairs(of: index)
        default: break
        }
        return index
    }

    private func leaf(_ role: Outline.Node.Role, below parent: Int?) -> Outline.Node {
        let event = reader.event
        let source = reader.source
        let start = source.position(of: event.start_mark)
        var position = start
        var isFlow = false
        let content: Outline.Node.Content
        switch event.type {
        case YAML_ALIAS_EVENT:
            let name = String(cString: event.data.alias.anchor)
            content = .alias(name: name, node: anchors[name])
        case YAML_SEQUENCE_START_EVENT:
            content = .sequence([])
            isFlow = event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        case YAML_MAPPING_START_EVENT:
            content = .mapping([])
            isFlow = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
        default:
            content = .scalar(event.data.scalar.text, event.data.scalar.nodeStyle)
            position = reader.scalarSpan.position
        }
        return Outline.Node(
            content: content, role: role, parent: parent, document: document, start: start, position: position,
            end: source.offset(of: event.end_mark), event: reader.count, endEvent: reader.count, isFlow: isFlow,
            hasProperties: event.anchor != nil || event.tag != nil)
    }

    private mutating func readElements(of index: Int) throws(ManifestError) {
        var elements: [Int] = []
        while try reader.next() != YAML_SEQUENCE_END_EVENT {
            elements.append(try node(.element(elements.count), below: index))
        }
        nodes[index].content = .sequence(elements)
        finish(index, last: elements.last)
    }

    private mutating func readPairs(of index: Int) throws(ManifestError) {
        var pairs: [Outline.Pair] = []
        while try reader.next() != YAML_MAPPING_END_EVENT {
            let isMerge = reader.event.isMergeKey
            let keyNode = try node(.unreachable, below: index)
            let key = text(of: keyNode)
            _ = try reader.next()
            let value = try node(key.map { .value(of: $0) } ?? .unreachable, below: index)
            pairs.append(
                Outline.Pair(
                    key: key, keyPosition: nodes[keyNode].start, isKeyQuoted: isDoubleQuoted(keyNode),
                    isMerge: isMerge, value: value))
        }
        nodes[index].content = .mapping(pairs)
        finish(index, last: pairs.last?.value)
    }

    /// libyaml's mark of a block collection's end stands at whatever comes next.
    private mutating func finish(_ index: Int, last: Int?) {
        nodes[index].endEvent = reader.count
        if nodes[index].isFlow {
            nodes[index].end = reader.source.offset(of: reader.event.end_mark)
        } else if let last {
            nodes[index].end = endOfText(before: nodes[last].end)
        }
    }

    /// libyaml's mark of a value that is left out behind an explicit key stands at whatever comes next, too.
    private func endOfText(before offset: Int) -> Int {
        let bytes = reader.source.bytes
        guard nodes.last?.start.offset == offset else { return offset }
        return bytes[..<offset].lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? offset
    }

    private func text(of node: Int) -> String? {
        switch nodes[node].content {
        case .scalar(let text, _): text
        case .alias(_, let target?): if case .scalar(let text, _) = nodes[target].content { text } else { nil }
        default: nil
        }
    }

    private func isDoubleQuoted(_ node: Int) -> Bool {
        if case .scalar(_, .doubleQuoted) = nodes[node].content { true } else { false }
    }
}
