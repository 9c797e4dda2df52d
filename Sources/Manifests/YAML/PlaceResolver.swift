import CYAML

/// A scalar that a place selects, with all that an edit of it needs.
struct Target {
    let place: Place
    /// Which of the stream's events it is, counted from 1.
    let event: Int
    let span: ScalarSpan
    let scalar: Sketch.Scalar
    let repeatedAt: [Position]
    /// Whether an anchor or a tag stands before the value's own text.
    let hasProperties: Bool
    /// The column of the block collection around it, from 0: the content of a block scalar stands further in.
    let parentColumn: Int
}

/// Finds each place's one scalar among the documents of a file.
///
/// | documents in which the path exists | outcome |
/// |---|---|
/// | one, as an editable scalar | that scalar |
/// | one, as anything else | refused with the reason |
/// | several | `ambiguousDocument` |
/// | none | the reason of the document that has the most steps of the path |
struct PlaceResolver {
    let source: SourceText
    let documents: [DocumentSketch]
    let trie: PathTrie
    let limits: YAMLLimits

    func target(of place: Place) throws(ManifestError) -> Target {
        let candidates = documents.enumerated().filter { matches($1, at: $0, place.document) }.map(\.element)
        guard !candidates.isEmpty else {
            throw ManifestError(.noDocument(place.document), file: source.file, place: place)
        }
        let walk = PathWalk(steps: place.selector.steps, place: place, trie: trie, source: source)
        var targets: [Target] = []
        var refusals: [ManifestError] = []
        var nearest: PathWalk.Stop?
        for document in candidates {
            do throws(PathWalk.Stop) {
                let (way, scalar) = try walk.scalar(from: document.root)
                targets.append(target(place, way, scalar, in: document))
            } catch {
                if error.missingBelow == nil {
                    refusals.append(error.error)
                } else if error.depth > nearest?.depth ?? -1 {
                    nearest = error
                }
            }
        }
        guard targets.count + refusals.count <= 1 else {
            let positions = (targets.map(\.span.position) + refusals.compactMap(\.position)).sorted()
            throw ManifestError(.ambiguousDocument(positions), file: source.file, at: positions.first, place: place)
        }
        if let refusal = refusals.first { throw refusal }
        guard let target = targets.first else { throw missing(nearest, place) }
        return target
    }

    private func target(
        _ place: Place, _ way: [Sketch], _ scalar: Sketch.Scalar, in document: DocumentSketch
    ) -> Target {
        let node = way[way.count - 1]
        let start = source.position(of: node.start)
        var span = source.scalarSpan(from: start, to: source.offset(of: scalar.end))
        if scalar.style == .literal || scalar.style == .folded { span = source.blockSpan(span) }
        // An alias of a collection around the value repeats it as much as one of the value itself.
        let aliases = way.flatMap { document.aliases[$0.event] ?? [] }
        return Target(
            place: place, event: node.event, span: span, scalar: scalar,
            repeatedAt: aliases.map(source.position).sorted(), hasProperties: span.position != start,
            parentColumn: parentColumn(way, span))
    }

    /// An anchored collection starts with its anchor, on a line before; then the line of the value itself tells.
    private func parentColumn(_ way: [Sketch], _ span: ScalarSpan) -> Int {
        let parent = way.count > 1 ? Int(way[way.count - 2].start.column) : 0
        var lineStart = span.range.lowerBound
        while lineStart > source.contentStart, source.bytes[lineStart - 1] != UInt8(ascii: "\n") { lineStart -= 1 }
        let text = source.bytes[lineStart..<span.range.lowerBound].drop { $0 == UInt8(ascii: " ") }
        return text.isEmpty ? parent : max(parent, text.startIndex - lineStart)
    }

    private func matches(_ document: DocumentSketch, at index: Int, _ selector: DocumentSelector?) -> Bool {
        guard let selector else { return true }
        if let wanted = selector.index, wanted != index { return false }
        let wanted = [
            (DocumentIdentity.kind, selector.kind), (DocumentIdentity.name, selector.name),
            (DocumentIdentity.namespace, selector.namespace),
        ]
        return wanted.allSatisfy { steps, text in
            guard let text else { return true }
            let walk = PathWalk(steps: steps, place: nil, trie: trie, source: source)
            guard let found = try? walk.scalar(from: document.root) else { return false }
            return found.scalar.value.isSame(as: text)
        }
    }

    /// The error of the document that has the most of the path, with the key that may be meant.
    private func missing(_ stop: PathWalk.Stop?, _ place: Place) -> ManifestError {
        guard let stop else { return ManifestError(.noDocument(place.document), file: source.file, place: place) }
        guard case .missingKey(let key, _) = stop.error.problem, let event = stop.missingBelow else {
            return stop.error
        }
        let nearest = KeyHint.nearest(to: key, inMappingAt: event, of: source, limits: limits)
        return ManifestError(
            .missingKey(key, nearest: nearest), file: source.file, at: stop.error.position, place: place)
    }
}
