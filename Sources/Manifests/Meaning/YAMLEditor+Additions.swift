extension YAMLEditor {
    /// Sets the values of `edits` as ``apply(_:to:file:)`` does, and adds each of `additions` with all that is missing
    /// on the way to it, at the end of the collection that is there, or throws and has changed nothing.
    ///
    /// A missing `[name=api]` becomes an element with that `name`, a missing key a pair. Two additions of one element
    /// make one. An addition whose place is there already is an edit. Each is proved: the new file is parsed, and is the
    /// old one and exactly the new entry. Places name documents by index, or not at all where the file has one.
    package func apply(
        _ edits: [ValueEdit], adding additions: [ValueEdit], to bytes: [UInt8], file: String
    ) throws(ManifestError) -> EditedManifest {
        let edited =
            edits.isEmpty && !additions.isEmpty
            ? EditedManifest(bytes: bytes, changes: []) : try apply(edits, to: bytes, file: file)
        guard !additions.isEmpty else { return edited }
        let original = try planner(over: bytes, file, limits)
        var result = edited.bytes
        var changes = edited.changes
        for edit in additions {
            guard let first = try original.addition(of: edit) else {
                let update = try apply([edit], to: result, file: file)
                result = update.bytes
                changes += update.changes
                continue
            }
            let position = bytes.withUnsafeBufferPointer { SourceText($0, file: file).position(at: first.offset) }
            // Where nothing changed yet, what is known of the file holds.
            let planner =
                changes.isEmpty ? original : try planner(over: result, file, limits.allowing(bytes: result.count))
            guard let more = try adding(edit, by: planner, file: file, at: position) else { continue }
            result = more
            changes.append(ValueChange(place: edit.place, position: position, old: nil, new: edit.value))
        }
        return EditedManifest(bytes: result, changes: changes)
    }

    private func planner(
        over bytes: [UInt8], _ file: String, _ limits: YAMLLimits
    ) throws(ManifestError) -> AdditionPlanner {
        AdditionPlanner(outline: try OutlineBuilder.outline(of: bytes, file: file, limits: limits), bytes: bytes)
    }

    /// Nil where an addition before this one brought the place, with the same value.
    private func adding(
        _ edit: ValueEdit, by planner: AdditionPlanner, file: String, at position: Position
    ) throws(ManifestError) -> [UInt8]? {
        let bytes = planner.bytes
        let limits = limits.allowing(bytes: bytes.count)
        guard let addition = try planner.addition(of: edit) else {
            let value = try YAMLEditor(limits: limits).read([edit.place], in: bytes, file: file)[0].value
            if value.isSame(as: edit.value) { return nil }
            throw ManifestError(.conflictingEdits(value, edit.value), file: file, at: position, place: edit.place)
        }
        let result = addition.result(over: bytes)
        guard AdditionProof.holds(for: result, over: bytes, adding: addition, limits: limits) else {
            throw ManifestError(
                planner.endsInOpenBlock ? .openBlock : .unprovenAddition, file: file, at: position, place: edit.place)
        }
        return result
    }
}
