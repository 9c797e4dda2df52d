/// The way down a document's sketch along the steps of a selector.
struct PathWalk {
    /// Why a walk ended before its path did, or at a node that is no scalar.
    struct Stop: Error {
        let error: ManifestError
        /// How many steps of the path the document has.
        let depth: Int
        /// The event that starts the node which has no such child; nil where the document has the path, and what
        /// stands there is refused.
        let missingBelow: Int?
    }

    let steps: [Selector.Step]
    let place: Place?
    let trie: PathTrie
    let source: SourceText

    /// Walks from a document's root to the path's end, and answers every node on the way, both ends included.
    func scalar(from root: Sketch) throws(Stop) -> (way: [Sketch], scalar: Sketch.Scalar) {
        var way = [root]
        var node = root
        for depth in steps.indices {
            node = try child(of: node, depth)
            way.append(node)
        }
        switch node.content {
        case .scalar(let scalar): return (way, scalar)
        case .alias(let name, let anchor):
            throw refusal(alias(name, anchor.map(source.position)), steps.count, at: node)
        case .sequence, .mapping: throw refusal(.notScalar(node.kind), steps.count, at: node)
        }
    }

    private func child(of node: Sketch, _ depth: Int) throws(Stop) -> Sketch {
        switch (steps[depth], node.content) {
        case (_, .alias(let name, let anchor)):
            throw refusal(alias(name, anchor.map(source.position)), depth, at: node)
        case (.key(let key), .mapping(let entries, let merged)):
            if let match = try only(key, of: node, entries, depth) { return match.value }
            let sources = merged.map(source.position)
            throw missing(
                sources.isEmpty ? .missingKey(key, nearest: nil) : .mergeKey(key, sources: sources), depth, at: node)
        case (.index(let index), .sequence(let elements, let count)):
            if let match = elements.first(where: { $0.index == index }) { return match.node }
            throw missing(.missingIndex(index, count: count), depth, at: node)
        case (.element(let key, let value), .sequence(let elements, _)):
            return try element(of: node, elements, key, value, depth)
        default: throw missing(.wrongKind(step: Selector.describe([steps[depth]]), found: node.kind), depth, at: node)
        }
    }

    private func element(
        of node: Sketch, _ elements: [(index: Int, node: Sketch)], _ key: String, _ value: String, _ depth: Int
    ) throws(Stop) -> Sketch {
        var matches: [Sketch] = []
        var hidden: [Position] = []
        for (_, element) in elements {
            switch element.content {
            case .alias: hidden.append(source.position(of: element.start))
            case .mapping(let entries, let merged):
                guard let match = try only(key, of: element, entries, depth)?.value else {
                    if !merged.isEmpty { hidden.append(source.position(of: element.start)) }
                    continue
                }
                switch match.content {
                case .alias: hidden.append(source.position(of: match.start))
                case .scalar(let scalar) where scalar.value.isSame(as: value): matches.append(element)
                default: break
                }
            default: break
            }
        }
        if matches.count > 1 {
            throw refusal(.severalElements(matches.map { source.position(of: $0.start) }), depth, at: node)
        }
        if let match = matches.first { return match }
        throw missing(.missingElement(key: key, value: value, hidden: hidden), depth, at: node)
    }

    /// The one entry of a mapping with this key; nil for none.
    private func only(
        _ key: String, of mapping: Sketch, _ entries: [Sketch.Entry], _ depth: Int
    ) throws(Stop) -> Sketch.Entry? {
        let wanted = trie.child(of: mapping.trieNode, key: key)
        var found: Sketch.Entry?
        for entry in entries where entry.value.trieNode == wanted {
            guard let first = found else {
                found = entry
                continue
            }
            let problem = ManifestProblem.duplicateKey(key, first: source.position(of: first.start))
            throw Stop(error: source.error(problem, at: entry.start, place: place), depth: depth, missingBelow: nil)
        }
        return found
    }

    private func alias(_ name: String, _ anchor: Position?) -> ManifestProblem {
        anchor.map { .alias(name, anchor: $0) } ?? .unknownAnchor(name)
    }

    private func missing(_ problem: ManifestProblem, _ depth: Int, at node: Sketch) -> Stop {
        Stop(error: source.error(problem, at: node.start, place: place), depth: depth, missingBelow: node.event)
    }

    private func refusal(_ problem: ManifestProblem, _ depth: Int, at node: Sketch) -> Stop {
        Stop(error: source.error(problem, at: node.start, place: place), depth: depth, missingBelow: nil)
    }
}

extension String {
    /// Byte for byte: `==` takes canonically equivalent texts for equal, and a YAML reader does not.
    func isSame(as other: String) -> Bool { self == other && utf8.elementsEqual(other.utf8) }
}
