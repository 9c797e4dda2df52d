/// A file's bytes, and the values in it that targets stand for, whatever its format.
///
/// Pure. Reading and writing go by the same targets, so that what is written can be read back.
package struct Manifest: Sendable {
    private let bytes: [UInt8]
    private let file: String
    private let format: ManifestFormat

    /// - Parameters:
    ///   - file: the path that errors name; never opened.
    ///   - format: the format where the path does not tell it.
    package init(_ bytes: [UInt8], file: String, format: ManifestFormat? = nil) {
        self.bytes = bytes
        self.file = file
        self.format = format ?? ManifestFormat(of: file)
    }

    /// False where a target is surely not in the file: a quick look at its bytes, before anything is parsed.
    package func mayHold(_ target: EditTarget) -> Bool {
        let hints = target.hints
        return hints.isEmpty || hints.contains(where: bytes.holds)
    }

    /// What each target stands for, in the order of the targets; never empty for one.
    ///
    /// Throws: one that ``EditTarget/isAbsent(by:)`` tells where nothing is found of a meaning, a marker or a pattern, and
    /// whatever keeps a value from being edited.
    package func spots(of targets: [EditTarget]) throws(ManifestError) -> [[EditSpot]] {
        let places = targets.compactMap { if case .value(let place) = $0 { place } else { nil } }
        var found = places.isEmpty ? [][...] : try editor(for: places[0]).read(places, in: bytes, file: file)[...]
        var spots: [[EditSpot]] = []
        for target in targets {
            switch target {
            case .value(let place): spots.append(found.popFirst().map { [EditSpot(place, $0)] } ?? [])
            case .meaning(let meaning, let inside): spots.append(try self.spots(of: meaning, inside))
            case .markers(let finder):
                spots.append(try finder.uses(in: bytes, file: file, format: format).map { EditSpot($0) })
            case .pattern(let finder): spots.append(try finder.uses(in: bytes, file: file).map { EditSpot($0) })
            }
        }
        return spots
    }

    /// The whole file with these values written, proved; the same bytes where all were declared already.
    package func writing(_ values: [(spot: EditSpot, value: String)]) throws(ManifestError) -> [UInt8] {
        var edits: [ValueEdit] = []
        var additions: [ValueEdit] = []
        var texts: [(use: TextUse, value: String)] = []
        for (spot, value) in values {
            switch spot.address {
            case .place(let place): edits.append(ValueEdit(place: place, value: value))
            case .addition(let place): additions.append(ValueEdit(place: place, value: value))
            case .text(let use): texts.append((use, value))
            }
        }
        let edited = try writing(edits, adding: additions)
        guard !texts.isEmpty else { return edited }
        let result = try TextEditor.apply(texts, to: edited, file: file, format: format)
        // A marker may point at what a path has set.
        let declared = edits + additions
        guard let first = declared.first else { return result }
        let found = try editor(for: first.place).read(declared.map(\.place), in: result, file: file)
        for (edit, found) in zip(declared, found) where !found.value.isSame(as: edit.value) {
            throw ManifestError(
                .conflictingEdits(edit.value, found.value), file: file, at: found.position, place: edit.place)
        }
        return result
    }

    private func writing(_ edits: [ValueEdit], adding additions: [ValueEdit]) throws(ManifestError) -> [UInt8] {
        guard let first = (edits.first ?? additions.first)?.place else { return bytes }
        // Only YAML is ever added to.
        if !additions.isEmpty { return try YAMLEditor().apply(edits, adding: additions, to: bytes, file: file).bytes }
        return try editor(for: first).apply(edits, to: bytes, file: file).bytes
    }

    private func editor(for place: Place) throws(ManifestError) -> any ManifestEditor {
        guard let editor = format.editor else { throw ManifestError(.noPaths, file: file, place: place) }
        return editor
    }

    // MARK: By meaning

    private func spots(of meaning: EditMeaning, _ inside: [Container]) throws(ManifestError) -> [EditSpot] {
        guard format == .yaml else { throw ManifestError(.noMeaning, file: file) }
        if inside.isEmpty {
            let uses = try meaning.finder.uses(in: bytes, file: file)
            let found = uses.compactMap { use in use.found.map { EditSpot(use.place, $0, part: use.part) } }
            // Additions come last.
            return try found + missing(uses.filter { $0.found == nil })
        }
        // The uses in the value, told as places inside of it.
        let container = Place(within: inside)
        let held = try YAMLEditor().read([container], in: bytes, file: file)[0]
        let uses: [ImageUse]
        do throws(ManifestError) { uses = try meaning.finder.uses(in: Array(held.value.utf8), file: file) } catch {
            throw ManifestError(error.problem, file: file, at: held.position, place: error.place ?? container)
        }
        let places = try uses.map { use throws(ManifestError) in
            guard use.found != nil else {
                throw ManifestError(.unwritableContainer, file: file, at: held.position, place: use.place)
            }
            return Place(document: use.place.document, selector: use.place.selector, within: inside)
        }
        let found = try YAMLEditor().read(places, in: bytes, file: file)
        return zip(uses, found).map { EditSpot($1.place, $1, part: $0.part) }
    }

    private func missing(_ uses: [ImageUse]) throws(ManifestError) -> [EditSpot] {
        guard !uses.isEmpty else { return [] }
        let planner = AdditionPlanner(
            outline: try OutlineBuilder.outline(of: bytes, file: file, limits: .manifest), bytes: bytes)
        return try uses.map { use throws(ManifestError) in
            let addition = try planner.addition(of: ValueEdit(place: use.place, value: ""))
            let position = bytes.withUnsafeBufferPointer {
                SourceText($0, file: file).position(at: addition?.offset ?? $0.count)
            }
            return EditSpot(missing: use.place, at: position, part: use.part)
        }
    }
}
