import CYAML

/// Builds nodes out of events, one call a node.
struct YAMLTreeBuilder: ~Copyable {
    private var reader: EventReader
    private let limits: YAMLLimits
    private var nodeCount = 0
    /// The deepest level reached since the innermost open anchor.
    private var deepest = 0
    private var anchors: [String: Anchor] = [:]

    /// An anchor's node, nil until it is complete, and what an alias of it costs.
    private struct Anchor {
        var node: YAMLNode?
        var nodeCount = 0
        var height = 0
    }

    init(_ reader: consuming EventReader, limits: YAMLLimits) {
        self.reader = reader
        self.limits = limits
    }

    mutating func documents(maximum: Int) throws(ManifestError) -> [YAMLNode] {
        var documents: [YAMLNode] = []
        while true {
            switch try reader.next() {
            case YAML_STREAM_END_EVENT: return documents
            case YAML_DOCUMENT_START_EVENT:
                if documents.count == maximum { throw error(.severalDocuments) }
                anchors.removeAll(keepingCapacity: true)
                _ = try reader.next()
                documents.append(try node())
            default: break
            }
        }
    }

    /// The node whose first event is the current one.
    private mutating func node() throws(ManifestError) -> YAMLNode {
        let event = reader.event
        if event.type == YAML_ALIAS_EVENT { return try alias() }
        try count(1)
        guard let name = event.anchor.map({ String(cString: $0) }) else { return try content() }
        let before = (nodeCount: nodeCount - 1, depth: depth(outside: event.type), deepest: deepest)
        deepest = before.depth
        anchors[name] = Anchor()
        let node = try content()
        anchors[name] = Anchor(node: node, nodeCount: nodeCount - before.nodeCount, height: deepest - before.depth)
        deepest = max(deepest, before.deepest)
        return node
    }

    private func depth(outside type: yaml_event_type_t) -> Int {
        type == YAML_SCALAR_EVENT ? reader.depth : reader.depth - 1
    }

    private mutating func content() throws(ManifestError) -> YAMLNode {
        deepest = max(deepest, reader.depth)
        let event = reader.event
        let tag = event.tag.map { String(cString: $0) }
        switch event.type {
        case YAML_SEQUENCE_START_EVENT:
            let position = reader.position
            return YAMLNode(.sequence(try elements()), at: position, tag: tag)
        case YAML_MAPPING_START_EVENT:
            let position = reader.position
            return YAMLNode(.mapping(try pairs()), at: position, tag: tag)
        default:
            let scalar = YAMLScalar(event.data.scalar.text, style: event.data.scalar.nodeStyle)
            return YAMLNode(.scalar(scalar), at: reader.scalarSpan.position, tag: tag)
        }
    }

    private mutating func elements() throws(ManifestError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while try reader.next() != YAML_SEQUENCE_END_EVENT { elements.append(try node()) }
        return elements
    }

    private mutating func pairs() throws(ManifestError) -> [YAMLPair] {
        var pairs: [YAMLPair] = []
        var positions: [String: Position] = [:]
        var merged: [YAMLPair] = []
        while try reader.next() != YAML_MAPPING_END_EVENT {
            let position = reader.position
            let isMerge = reader.event.isMergeKey
            guard let key = try node().scalar?.value else { throw error(.complexKey, at: position) }
            if let first = positions.updateValue(position, forKey: key) {
                throw error(.duplicateKey(key, first: first), at: position)
            }
            _ = try reader.next()
            let value = try node()
            if isMerge {
                merged += try self.merged(value)
            } else {
                pairs.append(YAMLPair(key: key, keyPosition: position, value: value))
            }
        }
        // What stands in the mapping itself wins, and among merged mappings the earlier one.
        for pair in merged where positions.updateValue(pair.keyPosition, forKey: pair.key) == nil { pairs.append(pair) }
        return pairs
    }

    /// The pairs that `<<: value` brings.
    private func merged(_ value: YAMLNode) throws(ManifestError) -> [YAMLPair] {
        if let pairs = value.mapping { return pairs }
        guard let sources = value.sequence else { throw error(.invalidMerge, at: value.position) }
        var pairs: [YAMLPair] = []
        for source in sources {
            guard let more = source.mapping else { throw error(.invalidMerge, at: source.position) }
            pairs += more
        }
        return pairs
    }

    private mutating func alias() throws(ManifestError) -> YAMLNode {
        let name = String(cString: reader.event.data.alias.anchor)
        guard let anchor = anchors[name] else { throw error(.unknownAnchor(name)) }
        guard let node = anchor.node else { throw error(.aliasInsideItself(name)) }
        try count(anchor.nodeCount)
        deepest = max(deepest, reader.depth + anchor.height)
        if deepest > limits.maximumDepth { throw error(.tooDeep(limit: limits.maximumDepth)) }
        return YAMLNode(node.content, at: reader.position, tag: node.tag)
    }

    private mutating func count(_ nodes: Int) throws(ManifestError) {
        nodeCount += nodes
        if nodeCount > limits.maximumNodes { throw error(.tooManyNodes(limit: limits.maximumNodes)) }
    }

    private func error(_ problem: ManifestProblem, at position: Position? = nil) -> ManifestError {
        ManifestError(problem, file: reader.source.file, at: position ?? reader.position)
    }
}
