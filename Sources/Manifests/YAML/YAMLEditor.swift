/// Edits single scalars of YAML files: plain, in quotes, and block scalars; and those of the files that they hold.
///
/// The file is parsed once to find the places, the new texts are spliced in, and the result is parsed again to prove
/// that its events are the old ones but for the edited values. ``ScalarWriter`` says how a value is quoted.
/// Where ``FastEditor`` is certain of the whole file it does the same without libyaml, and answers the same.
/// An anchor or a tag before the value stays; a value that an alias repeats changes for that alias too.
package struct YAMLEditor: ManifestEditor {
    package let limits: YAMLLimits
    /// Whether ``FastEditor`` is asked first; false in tests, which hold the two ways against each other.
    var isFast = true

    package init(limits: YAMLLimits = .manifest) {
        self.limits = limits
    }

    package func read(_ places: [Place], in bytes: [UInt8], file: String) throws(ManifestError) -> [FoundValue] {
        if places.contains(where: { !$0.within.isEmpty }) { return try readInside(places, in: bytes, file: file) }
        return try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            if isFast, let found = FastEditor(source: source, limits: limits).read(places) { return found }
            let trie = PathTrie(places)
            var sketcher = Sketcher(try EventReader(source, limits: limits), keeping: trie, logging: false)
            let resolver = PlaceResolver(
                source: source, documents: try sketcher.documents(), trie: trie, limits: limits)
            var found: [FoundValue] = []
            for place in places {
                let target = try resolver.target(of: place)
                found.append(
                    FoundValue(
                        place: place, value: target.scalar.value, position: target.span.position,
                        repeatedAt: target.repeatedAt))
            }
            return found
        }
    }

    package func apply(_ edits: [ValueEdit], to bytes: [UInt8], file: String) throws(ManifestError) -> EditedManifest {
        if edits.contains(where: { !$0.place.within.isEmpty }) { return try applyInside(edits, to: bytes, file: file) }
        return try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            if isFast, let edited = FastEditor(source: source, limits: limits).apply(edits, to: bytes) {
                return edited
            }
            let trie = PathTrie(edits.map(\.place))
            var sketcher = Sketcher(try EventReader(source, limits: limits), keeping: trie, logging: true)
            let resolver = PlaceResolver(
                source: source, documents: try sketcher.documents(), trie: trie, limits: limits)
            var splice = Splice(source)
            for edit in edits { try splice.add(edit, at: try resolver.target(of: edit.place)) }
            return try proven(splice, over: bytes, source, sketcher.log)
        }
    }

    /// The spliced text, once it is parsed again and is the old one but for what was to change.
    func proven(
        _ splice: Splice, over bytes: [UInt8], _ source: SourceText, _ log: borrowing EventLog
    ) throws(ManifestError) -> EditedManifest {
        guard let first = splice.changes.first else { return EditedManifest(bytes: bytes, changes: []) }
        let result = splice.result()
        let isProven = result.withUnsafeBufferPointer {
            EditProof.holds(
                for: SourceText($0, file: source.file), after: log, expecting: splice.expectations,
                limits: limits.allowing(bytes: result.count))
        }
        guard isProven else {
            throw ManifestError(.unproven, file: source.file, at: first.position, place: first.place)
        }
        return EditedManifest(bytes: result, changes: splice.changes)
    }
}
