import CYAML

/// Reads a stream once and keeps of each document what a trie of paths asks for.
struct Sketcher: ~Copyable {
    private var reader: EventReader
    private let trie: PathTrie
    /// Every event of the stream, where the caller wants to prove an edit later.
    private(set) var log: EventLog
    private let isLogging: Bool

    /// The current document's anchors, by name; a later anchor of the same name takes its place.
    private var anchors: [String: Anchor] = [:]
    private var aliases: [Int: [yaml_mark_t]] = [:]

    private struct Anchor {
        let event: Int
        let start: yaml_mark_t
        /// The text of a scalar, which an alias can repeat as a key.
        let text: String?
    }

    init(_ reader: consuming EventReader, keeping trie: PathTrie, logging: Bool) {
        log = EventLog(capacity: logging ? reader.source.bytes.count + 4096 : 0)
        self.reader = reader
        self.trie = trie
        isLogging = logging
    }

    /// Reads to the end of the stream. To be called once.
    mutating func documents() throws(ManifestError) -> [DocumentSketch] {
        var documents: [DocumentSketch] = []
        while true {
            switch try advance() {
            case YAML_STREAM_END_EVENT: return documents
            case YAML_DOCUMENT_START_EVENT:
                anchors.removeAll(keepingCapacity: true)
                aliases.removeAll(keepingCapacity: true)
                _ = try advance()
                let root = try node(below: trie.root)
                documents.append(DocumentSketch(root: root, aliases: aliases))
            default: break
            }
        }
    }

    /// Reads the next event, and notes what any later step could need of it.
    private mutating func advance() throws(ManifestError) -> yaml_event_type_t {
        let type = try reader.next()
        if isLogging { log.append(reader.event) }
        if type == YAML_ALIAS_EVENT {
            let name = String(cString: reader.event.data.alias.anchor)
            if let anchor = anchors[name] { aliases[anchor.event, default: []].append(reader.event.start_mark) }
        } else if let name = reader.event.anchor {
            anchors[String(cString: name)] = Anchor(
                event: reader.count, start: reader.event.start_mark,
                text: type == YAML_SCALAR_EVENT ? reader.event.data.scalar.text : nil)
        }
        return type
    }

    private mutating func skip() throws(ManifestError) {
        let type = reader.event.type
        guard type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT else { return }
        let outside = reader.depth - 1
        while reader.depth > outside { _ = try advance() }
    }

    /// The node whose first event is the current one.
    private mutating func node(below trieNode: Int) throws(ManifestError) -> Sketch {
        let start = reader.event.start_mark
        let event = reader.count
        return Sketch(content: try content(below: trieNode), start: start, event: event, trieNode: trieNode)
    }

    private mutating func content(below trieNode: Int) throws(ManifestError) -> Sketch.Content {
        switch reader.event.type {
        case YAML_ALIAS_EVENT:
            let name = String(cString: reader.event.data.alias.anchor)
            return .alias(name: name, anchor: anchors[name]?.start)
        case YAML_SEQUENCE_START_EVENT: return try sequence(below: trieNode)
        case YAML_MAPPING_START_EVENT: return try mapping(below: trieNode)
        default:
            let scalar = reader.event.data.scalar
            return .scalar(
                Sketch.Scalar(
                    value: scalar.text, style: scalar.nodeStyle, tag: reader.event.tag.map { String(cString: $0) },
                    end: reader.event.end_mark, isAnchored: scalar.anchor != nil))
        }
    }

    private mutating func sequence(below trieNode: Int) throws(ManifestError) -> Sketch.Content {
        var elements: [(index: Int, node: Sketch)] = []
        var count = 0
        while try advance() != YAML_SEQUENCE_END_EVENT {
            if let child = trie.child(of: trieNode, index: count) {
                elements.append((count, try node(below: child)))
            } else {
                try skip()
            }
            count += 1
        }
        return .sequence(elements, count: count)
    }

    private mutating func mapping(below trieNode: Int) throws(ManifestError) -> Sketch.Content {
        var entries: [Sketch.Entry] = []
        var merged: [yaml_mark_t] = []
        while try advance() != YAML_MAPPING_END_EVENT {
            let start = reader.event.start_mark
            let isMerge = reader.event.isMergeKey
            let wanted = isMerge ? nil : wantedChild(of: trieNode)
            try skip()
            _ = try advance()
            if isMerge {
                merged += try mergeSources()
            } else if let wanted {
                entries.append(Sketch.Entry(start: start, value: try node(below: wanted)))
            } else {
                try skip()
            }
        }
        return .mapping(entries, merged: merged)
    }

    /// What is wanted below the current event as a key; nil for a value that may be skipped.
    private func wantedChild(of trieNode: Int) -> Int? {
        switch reader.event.type {
        case YAML_SCALAR_EVENT: return trie.child(of: trieNode, key: reader.event.data.scalar.bytes)
        case YAML_ALIAS_EVENT:
            guard var text = anchors[String(cString: reader.event.data.alias.anchor)]?.text else { return nil }
            return text.withUTF8 { trie.child(of: trieNode, key: $0) }
        default: return nil
        }
    }

    /// Where the mappings stand that the current node, the value of `<<`, brings; reads to the node's end.
    private mutating func mergeSources() throws(ManifestError) -> [yaml_mark_t] {
        guard reader.event.type == YAML_SEQUENCE_START_EVENT else {
            let source = mergeSource()
            try skip()
            return [source]
        }
        var sources: [yaml_mark_t] = []
        while try advance() != YAML_SEQUENCE_END_EVENT {
            sources.append(mergeSource())
            try skip()
        }
        return sources
    }

    private func mergeSource() -> yaml_mark_t {
        let event = reader.event
        guard event.type == YAML_ALIAS_EVENT else { return event.start_mark }
        return anchors[String(cString: event.data.alias.anchor)]?.start ?? event.start_mark
    }
}
