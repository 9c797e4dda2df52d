/// The way from a file's root along the steps of a selector, to the one scalar that it leads to.
struct JSONWalk {
    let document: JSONDocument
    let place: Place

    /// The index of the scalar's node.
    func target() throws(ManifestError) -> Int {
        guard place.within.isEmpty else { throw error(.noContainer, at: nil) }
        if let wanted = place.document, !matches(wanted) { throw error(.noDocument(wanted), at: nil) }
        var node = 0
        for step in place.selector.steps { node = try child(of: node, step) }
        guard !document.nodes[node].isCollection else {
            throw error(.notScalar(document.nodes[node].problemKind), at: node)
        }
        return node
    }

    private func child(of node: Int, _ step: Selector.Step) throws(ManifestError) -> Int {
        switch (step, document.nodes[node].kind) {
        case (.key(let key), .object):
            if let value = try value(of: key, in: node) { return value }
            let keys = document.children(of: node).prefix(1000).compactMap(document.value)
            throw error(.missingKey(key, nearest: KeyHint.nearest(to: key, among: keys)), at: node)
        case (.index(let wanted), .array):
            var count = 0
            for element in document.children(of: node) {
                if count == wanted { return element }
                count += 1
            }
            throw error(.missingIndex(wanted, count: count), at: node)
        case (.element(let key, let text), .array): return try element(of: node, key, text)
        default:
            let words = Selector.describe([step])
            throw error(.wrongKind(step: words, found: document.nodes[node].problemKind), at: node)
        }
    }

    private func element(of node: Int, _ key: String, _ text: String) throws(ManifestError) -> Int {
        var matches: [Int] = []
        for element in document.children(of: node) where document.nodes[element].kind == .object {
            guard let value = try value(of: key, in: element) else { continue }
            if document.value(of: value)?.isSame(as: text) ?? false { matches.append(element) }
        }
        guard let match = matches.first else {
            throw error(.missingElement(key: key, value: text, hidden: []), at: node)
        }
        guard matches.count == 1 else {
            let starts = matches.map { document.nodes[$0].range.lowerBound }
            throw error(.severalElements(document.text.positions(of: starts)), at: node)
        }
        return match
    }

    /// The value of the one key of an object with this text; nil for none.
    private func value(of key: String, in object: Int) throws(ManifestError) -> Int? {
        var found: Int?
        for candidate in document.children(of: object) where document.isKey(candidate, key) {
            guard let first = found else {
                found = candidate
                continue
            }
            let start = document.text.position(of: document.nodes[first].range.lowerBound)
            throw error(.duplicateKey(key, first: start), at: candidate)
        }
        return found.map { $0 + 1 }
    }

    private func matches(_ selector: DocumentSelector) -> Bool {
        guard (selector.index ?? 0) == 0 else { return false }
        let wanted = [
            (DocumentIdentity.kind, selector.kind), (DocumentIdentity.name, selector.name),
            (DocumentIdentity.namespace, selector.namespace),
        ]
        return wanted.allSatisfy { steps, text in
            guard let text else { return true }
            var node = 0
            for step in steps {
                guard let next = try? child(of: node, step) else { return false }
                node = next
            }
            return document.value(of: node)?.isSame(as: text) ?? false
        }
    }

    private func error(_ problem: ManifestProblem, at node: Int?) -> ManifestError {
        document.text.error(problem, at: node.map { document.nodes[$0].range.lowerBound }, place: place)
    }
}
