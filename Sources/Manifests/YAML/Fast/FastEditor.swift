/// Reads and edits by the fast scanner what it is certain of.
///
/// Answers nil wherever it is not, and wherever anything is to be refused: then the way through libyaml answers, and
/// says why.
struct FastEditor {
    let source: SourceText
    let limits: YAMLLimits

    func read(_ places: [Place]) -> [FoundValue]? {
        guard let (resolver, _) = resolver(for: places) else { return nil }
        return try? places.map { place in
            let target = try resolver.target(of: place)
            return FoundValue(
                place: place, value: target.scalar.value, position: target.span.position, repeatedAt: target.repeatedAt)
        }
    }

    /// - Parameter bytes: the source's.
    func apply(_ edits: [ValueEdit], to bytes: [UInt8]) -> EditedManifest? {
        guard let (resolver, events) = resolver(for: edits.map(\.place)) else { return nil }
        var splice = Splice(source)
        do throws(ManifestError) {
            for edit in edits { try splice.add(edit, at: try resolver.target(of: edit.place)) }
        } catch {
            return nil
        }
        guard !splice.changes.isEmpty else { return EditedManifest(bytes: bytes, changes: []) }
        let result = splice.result()
        let isProven = result.withUnsafeBufferPointer {
            FastProof.holds(
                from: source, events, to: $0, expecting: splice.expectations, maximumDepth: limits.maximumDepth)
        }
        return isProven ? EditedManifest(bytes: result, changes: splice.changes) : nil
    }

    private func resolver(for places: [Place]) -> (PlaceResolver, events: [FastEvent])? {
        guard source.bytes.count <= limits.maximumBytes else { return nil }
        let trie = PathTrie(places)
        do throws(Uncertain) {
            var scanner = try FastScanner(
                source.bytes, from: source.contentStart, maximumDepth: limits.maximumDepth)
            while try scanner.scanLine() {}
            var sketcher = FastSketcher(source, events: scanner.events, keeping: trie)
            let documents = try sketcher.documents()
            return (
                PlaceResolver(source: source, documents: documents, trie: trie, limits: limits), scanner.events
            )
        } catch {
            return nil
        }
    }
}
