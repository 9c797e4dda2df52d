extension HCLEditor {
    /// Sets literals that were found in the tree of these bytes, by the numbers of their nodes; proved as
    /// ``apply(_:to:file:)`` proves.
    func apply(
        _ edits: [(node: Int, value: String)], to bytes: [UInt8], file: String
    ) throws(ManifestError) -> [UInt8] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let tree = try HCLParser.parse(HCLSource(buffer, file: file), limits: limits)
            var splice = HCLSplice(tree)
            for edit in edits {
                try splice.add(ValueEdit(place: try tree.place(of: edit.node), value: edit.value), at: edit.node)
            }
            return try proven(splice, over: bytes, file: file).bytes
        }
    }

    /// The spliced text, once it is parsed again and is the old one but for what was to change.
    func proven(_ splice: HCLSplice, over bytes: [UInt8], file: String) throws(ManifestError) -> EditedManifest {
        guard let first = splice.changes.first else { return EditedManifest(bytes: bytes, changes: []) }
        let result = splice.result()
        let isProven = result.withUnsafeBufferPointer { buffer in
            let other = try? HCLParser.parse(
                HCLSource(buffer, file: file), limits: limits.allowing(bytes: buffer.count))
            return other.map(splice.isProven) ?? false
        }
        guard isProven else { throw ManifestError(.unproven, file: file, at: first.position, place: first.place) }
        return EditedManifest(bytes: result, changes: splice.changes)
    }
}

extension HCLTree {
    /// The path to a node, for people: it does not tell blocks of the same type and labels apart.
    ///
    /// Throws: `unreachable` where the path is too long.
    func place(of node: Int) throws(ManifestError) -> Place {
        var steps: [Selector.Step] = []
        var current = 0
        while current != node {
            let children = children(of: current)
            guard let child = children.last(where: { $0 <= node }) else { break }
            switch self[current].kind {
            case .attribute, .pair, .block:
                steps += children.dropLast().compactMap { text(of: $0) }.map { .key($0) }
            case .tuple: steps.append(.index(children.count { $0 < child }))
            default: break
            }
            current = child
        }
        guard let selector = Selector(steps) else {
            throw source.error(.unreachable, at: self[node].range.lowerBound)
        }
        return Place(selector: selector)
    }
}
