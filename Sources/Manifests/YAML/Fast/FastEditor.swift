/// Reads and edits by the fast scanner what it is certain of.
///
/// Answers nil wherever it is not, and wherever anything is to be refused: then the way through libyaml answers, and
/// says why.
struct FastEditor {
    let source: SourceText
    let limits: YAMLLimits

    func read(_ places: [Place]) -> [FoundValue]? {
        do throws(Uncertain) {
            let resolver = try resolver(for: places, try log())
            return try? places.map { place in
                let target = try resolver.target(of: place)
                return FoundValue(
                    place: place, value: target.scalar.value, position: target.span.position,
                    repeatedAt: target.repeatedAt)
            }
        } catch {
            return nil
        }
    }

    /// - Parameter bytes: the source's.
    func apply(_ edits: [ValueEdit], to bytes: [UInt8]) -> EditedManifest? {
        do throws(Uncertain) {
            let log = try log()
            let resolver = try resolver(for: edits.map(\.place), log)
            guard let splice = splice(edits, resolver) else { return nil }
            guard !splice.changes.isEmpty else { return EditedManifest(bytes: bytes, changes: []) }
            let result = splice.result()
            let isProven = result.withUnsafeBufferPointer {
                FastProof.holds(
                    from: source, log, to: $0, expecting: splice.expectations, maximumDepth: limits.maximumDepth)
            }
            return isProven ? EditedManifest(bytes: result, changes: splice.changes) : nil
        } catch {
            return nil
        }
    }

    private func log() throws(Uncertain) -> FastLog {
        guard source.bytes.count <= limits.maximumBytes else { throw Uncertain() }
        return try FastScanner.log(of: source.bytes, from: source.contentStart, maximumDepth: limits.maximumDepth)
    }

    private func resolver(for places: [Place], _ log: borrowing FastLog) throws(Uncertain) -> PlaceResolver {
        let trie = PathTrie(places)
        let documents = try FastSketcher.documents(of: source, log, keeping: trie)
        return PlaceResolver(source: source, documents: documents, trie: trie, limits: limits)
    }

    private func splice(_ edits: [ValueEdit], _ resolver: PlaceResolver) -> Splice? {
        var splice = Splice(source)
        do throws(ManifestError) {
            for edit in edits { try splice.add(edit, at: try resolver.target(of: edit.place)) }
            return splice
        } catch {
            return nil
        }
    }
}
