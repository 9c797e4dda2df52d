/// Edits single scalars of JSON files (RFC 8259), and of JSON with comments.
///
/// The file is parsed into spans, the new values are spliced in, and the result is parsed again to prove that its nodes
/// are the old ones but for the edited values. ``JSONWriter`` says how a value is written. A key that stands twice in an
/// object is refused on the path and left alone elsewhere; so is half a surrogate pair (`"\ud83d"`).
///
/// A file is one document: a place that names a document must name this one's kind, name and namespace.
package struct JSONEditor: ManifestEditor {
    /// Whether `//` and `/* */` comments and commas behind the last member are taken, too.
    package let comments: Bool
    package let limits: ParseLimits

    package init(comments: Bool = false, limits: ParseLimits = .manifest) {
        self.comments = comments
        self.limits = limits
    }

    package func read(_ places: [Place], in bytes: [UInt8], file: String) throws(ManifestError) -> [FoundValue] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let document = try JSONDocument(JSONText(buffer, file: file), comments: comments, limits: limits)
            var found: [(node: Int, value: String)] = []
            for place in places { found.append(try find(place, in: document)) }
            let positions = document.text.positions(of: found.map { document.nodes[$0.node].range.lowerBound })
            return places.indices.map {
                FoundValue(place: places[$0], value: found[$0].value, position: positions[$0])
            }
        }
    }

    package func apply(_ edits: [ValueEdit], to bytes: [UInt8], file: String) throws(ManifestError) -> EditedManifest {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let document = try JSONDocument(JSONText(buffer, file: file), comments: comments, limits: limits)
            var splice = JSONSplice(document)
            for edit in edits {
                let (node, value) = try find(edit.place, in: document)
                try splice.add(edit, at: node, from: value)
            }
            guard !splice.expectations.isEmpty else { return EditedManifest(bytes: bytes, changes: []) }
            let result = splice.result()
            let changes = splice.changes()
            guard isProven(result, after: document, expecting: splice.expectations) else {
                throw ManifestError(.unproven, file: file, at: changes[0].position, place: changes[0].place)
            }
            return EditedManifest(bytes: result, changes: changes)
        }
    }

    private func find(_ place: Place, in document: JSONDocument) throws(ManifestError) -> (node: Int, value: String) {
        let node = try JSONWalk(document: document, place: place).target()
        guard let value = document.value(of: node) else {
            throw document.text.error(.loneSurrogate, at: document.nodes[node].range.lowerBound, place: place)
        }
        return (node, value)
    }

    private func isProven(
        _ result: [UInt8], after document: JSONDocument, expecting expectations: [Int: JSONProof.Expectation]
    ) -> Bool {
        result.withUnsafeBufferPointer { buffer in
            let text = JSONText(buffer, file: document.text.file)
            let edited = try? JSONDocument(text, comments: comments, limits: limits.allowing(bytes: result.count))
            return edited.map { JSONProof.holds(for: $0, after: document, expecting: expectations) } ?? false
        }
    }
}
