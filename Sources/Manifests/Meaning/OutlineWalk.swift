/// The way down an outline along a place's path, as far as the document has it.
struct OutlineWalk {
    let outline: Outline
    let place: Place

    /// The last node that is there, and the steps that are not.
    ///
    /// Throws: why the rest of the path could not be added below that node either.
    func way(from root: Int) throws(ManifestError) -> (node: Int, rest: ArraySlice<Selector.Step>) {
        var node = root
        var rest = place.selector.steps[...]
        while let step = rest.first {
            guard let child = try child(of: node, step) else { return (node, rest) }
            node = child
            rest = rest.dropFirst()
        }
        return (node, rest)
    }

    private func child(of node: Int, _ step: Selector.Step) throws(ManifestError) -> Int? {
        switch (step, outline.nodes[node].content) {
        case (_, .alias(let name, let target)):
            let problem = target.map { ManifestProblem.alias(name, anchor: outline.nodes[$0].start) }
            throw error(problem ?? .unknownAnchor(name), at: node)
        case (.key(let key), .mapping(let pairs)): return try value(of: key, pairs, in: node)
        case (.element(let key, let value), .sequence(let elements)):
            return try element(key, value, elements, in: node)
        case (.index(let index), .sequence(let elements)):
            guard index < elements.count else { throw error(.missingIndex(index, count: elements.count), at: node) }
            return elements[index]
        case (_, .scalar("", .plain)) where !outline.nodes[node].hasProperties: return nil
        default: throw error(.wrongKind(step: Selector.describe([step]), found: kind(of: node)), at: node)
        }
    }

    private func value(of key: String, _ pairs: [Outline.Pair], in node: Int) throws(ManifestError) -> Int? {
        let matches = pairs.filter { !$0.isMerge && $0.key?.isSame(as: key) ?? false }
        if matches.count > 1 {
            let problem = ManifestProblem.duplicateKey(key, first: matches[0].keyPosition)
            throw ManifestError(problem, file: outline.file, at: matches[1].keyPosition, place: place)
        }
        if matches.isEmpty, outline.value(of: key, in: node) != nil {
            let sources = pairs.filter(\.isMerge).map { outline.nodes[outline.resolved($0.value)].start }
            throw error(.mergeKey(key, sources: sources), at: node)
        }
        return matches.first?.value
    }

    private func element(_ key: String, _ value: String, _ elements: [Int], in node: Int) throws(ManifestError) -> Int?
    {
        let matches = elements.filter {
            outline.value(of: key, in: outline.resolved($0)).flatMap(outline.text(of:))?.isSame(as: value) ?? false
        }
        if matches.count > 1 {
            throw error(.severalElements(matches.map { outline.nodes[$0].start }), at: node)
        }
        return matches.first
    }

    private func kind(of node: Int) -> ManifestProblem.NodeKind {
        switch outline.nodes[node].content {
        case .scalar: .scalar
        case .sequence: .sequence
        case .mapping: .mapping
        case .alias: .alias
        }
    }

    private func error(_ problem: ManifestProblem, at node: Int) -> ManifestError {
        ManifestError(problem, file: outline.file, at: outline.nodes[node].start, place: place)
    }
}
