extension YAMLEditor {
    /// Reads places of which some are inside of values.
    func readInside(_ places: [Place], in bytes: [UInt8], file: String) throws(ManifestError) -> [FoundValue] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            try readInside(places, SourceText(buffer, file: file))
        }
    }

    private func readInside(_ places: [Place], _ source: SourceText) throws(ManifestError) -> [FoundValue] {
        let trie = PathTrie(places.map(\.outermost))
        var sketcher = Sketcher(try EventReader(source, limits: limits), keeping: trie, logging: false)
        let resolver = PlaceResolver(source: source, documents: try sketcher.documents(), trie: trie, limits: limits)
        var found: [FoundValue?] = Array(repeating: nil, count: places.count)
        var containers: [(target: Target, indices: [Int])] = []
        for (index, place) in places.enumerated() {
            let target = try target(of: place, resolver)
            if place.within.isEmpty {
                found[index] = FoundValue(
                    place: place, value: target.scalar.value, position: target.span.position,
                    repeatedAt: target.repeatedAt)
            } else if let known = containers.firstIndex(where: { $0.target.event == target.event }) {
                containers[known].indices.append(index)
            } else {
                containers.append((target, [index]))
            }
        }
        for (target, indices) in containers {
            let values = try ContainerEditor(target, in: source, limits: limits).read(indices.map { places[$0] })
            for (index, value) in zip(indices, values) { found[index] = value }
        }
        return found.compactMap { $0 }
    }

    /// Applies edits of which some are inside of values: those of one value together, its new text in its old one's
    /// place.
    func applyInside(
        _ edits: [ValueEdit], to bytes: [UInt8], file: String
    ) throws(ManifestError) -> EditedManifest {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            try applyInside(edits, to: bytes, SourceText(buffer, file: file))
        }
    }

    private func applyInside(
        _ edits: [ValueEdit], to bytes: [UInt8], _ source: SourceText
    ) throws(ManifestError) -> EditedManifest {
        let trie = PathTrie(edits.map(\.place.outermost))
        var sketcher = Sketcher(try EventReader(source, limits: limits), keeping: trie, logging: true)
        let resolver = PlaceResolver(source: source, documents: try sketcher.documents(), trie: trie, limits: limits)
        var splice = Splice(source)
        var containers: [(target: Target, edits: [ValueEdit])] = []
        for edit in edits {
            let target = try target(of: edit.place, resolver)
            if edit.place.within.isEmpty {
                try splice.add(edit, at: target)
            } else if let index = containers.firstIndex(where: { $0.target.event == target.event }) {
                containers[index].edits.append(edit)
            } else {
                containers.append((target, [edit]))
            }
        }
        for (target, edits) in containers {
            let (changes, text) = try ContainerEditor(target, in: source, limits: limits).apply(edits)
            try splice.add(changes, in: target, text)
        }
        splice.sortChanges(by: edits)
        return try proven(splice, over: bytes, source, sketcher.log)
    }

    private func target(of place: Place, _ resolver: PlaceResolver) throws(ManifestError) -> Target {
        guard place.within.count <= Place.maximumContainers else {
            throw ManifestError(
                .tooManyContainers(limit: Place.maximumContainers), file: resolver.source.file, place: place)
        }
        return try resolver.target(of: place.outermost)
    }
}

extension Place {
    /// The value of the file itself that the place selects, or that it is inside of.
    var outermost: Place { within.first.map { Place(document: $0.document, selector: $0.selector) } ?? self }
}
