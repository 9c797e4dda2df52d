/// Keeps of each document what a trie of paths asks for, as ``Sketcher`` does, from the events of a fast scan.
struct FastSketcher {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let events: UnsafeBufferPointer<FastEvent>
    private let trie: PathTrie
    private var marks: MarkCursor
    /// The current event.
    private var index = 0

    /// Throws where the text of a block scalar is asked for.
    static func documents(
        of source: SourceText, _ log: borrowing FastLog, keeping trie: PathTrie
    ) throws(Uncertain) -> [DocumentSketch] {
        var sketcher = FastSketcher(source, log.events, keeping: trie)
        return try sketcher.documents()
    }

    private init(_ source: SourceText, _ events: UnsafeBufferPointer<FastEvent>, keeping trie: PathTrie) {
        bytes = source.bytes
        self.events = events
        self.trie = trie
        marks = MarkCursor(source.bytes, from: source.contentStart)
    }

    private mutating func documents() throws(Uncertain) -> [DocumentSketch] {
        var documents: [DocumentSketch] = []
        while events[index].kind != .streamEnd {
            let startsDocument = events[index].kind == .documentStart
            index += 1
            if startsDocument { documents.append(DocumentSketch(root: try node(below: trie.root), aliases: [:])) }
        }
        return documents
    }

    /// Moves from the first event of a node to behind its last.
    private mutating func skip() {
        var depth = 0
        repeat {
            depth += events[index].nesting
            index += 1
        } while depth > 0
    }

    /// Moves from the first event of a node to behind its last.
    private mutating func node(below trieNode: Int) throws(Uncertain) -> Sketch {
        let number = index + 1
        let start = marks.mark(at: events[index].start)
        return Sketch(content: try content(below: trieNode), start: start, event: number, trieNode: trieNode)
    }

    private mutating func content(below trieNode: Int) throws(Uncertain) -> Sketch.Content {
        let event = events[index]
        index += 1
        switch event.kind {
        case .sequenceStart, .flowSequenceStart: return try sequence(below: trieNode)
        case .mappingStart, .flowMappingStart: return try mapping(below: trieNode)
        default:
            guard let style = event.style else { throw Uncertain() }
            return .scalar(
                Sketch.Scalar(
                    value: try FastScalar.text(of: event, in: bytes), style: style, tag: nil,
                    end: marks.mark(at: event.end), isAnchored: false))
        }
    }

    private mutating func sequence(below trieNode: Int) throws(Uncertain) -> Sketch.Content {
        var elements: [(index: Int, node: Sketch)] = []
        var count = 0
        while events[index].kind != .sequenceEnd {
            if let child = trie.child(of: trieNode, index: count) {
                elements.append((count, try node(below: child)))
            } else {
                skip()
            }
            count += 1
        }
        index += 1
        return .sequence(elements, count: count)
    }

    private mutating func mapping(below trieNode: Int) throws(Uncertain) -> Sketch.Content {
        var entries: [Sketch.Entry] = []
        while events[index].kind != .mappingEnd {
            let key = events[index]
            index += 1
            let wanted = try FastScalar.withBytes(of: key, in: bytes) { trie.child(of: trieNode, key: $0) }
            guard let wanted else {
                skip()
                continue
            }
            entries.append(Sketch.Entry(start: marks.mark(at: key.start), value: try node(below: wanted)))
        }
        index += 1
        return .mapping(entries, merged: [])
    }
}
