import Manifests

/// Proves an edit by other means than the editors: by reading again, by editing again, and byte by byte.
struct Judge {
    enum Verdict: Equatable {
        /// Every byte that is no value's own is the old one.
        case whole
        /// So is every byte outside of a value that holds a document, which has nothing but the edited values changed:
        /// but how its text in the file was rewritten is not known to the judge.
        case ends
        case faulty(String)
    }

    let editor: any ManifestEditor
    let file: String

    /// Throws: what reading the old file throws; an edited file that is refused is a fault.
    func verdict(on result: EditedManifest, of edits: [ValueEdit], in old: [UInt8]) throws(ManifestError) -> Verdict {
        guard !result.changes.isEmpty else {
            return result.bytes == old ? .whole : .faulty("the bytes changed without a change")
        }
        if !Self.movesItsOwnPlaces(edits), let fault = meaningFault(of: result, edits) { return .faulty(fault) }
        let values = result.changes.map { ReplacedValue(offset: $0.position.offset, old: $0.old ?? "", new: $0.new) }
        guard let fault = fault(from: old, to: result.bytes, by: values) else { return .whole }
        guard edits.contains(where: { !$0.place.within.isEmpty }) else { return .faulty(fault) }
        return try containers(result, edits, old)
    }

    private func meaningFault(of result: EditedManifest, _ edits: [ValueEdit]) -> String? {
        do throws(ManifestError) {
            let found = try editor.read(edits.map(\.place), in: result.bytes, file: file)
            for (edit, found) in zip(edits, found) where !found.value.utf8.elementsEqual(edit.value.utf8) {
                return "\(edit.place) reads back as \(found.value.debugDescription)"
            }
            let again = try editor.apply(edits, to: result.bytes, file: file)
            guard again.changes.isEmpty, again.bytes == result.bytes else {
                return "the same edits, applied again, change something"
            }
            return nil
        } catch {
            return "the edited file is refused: \(error)"
        }
    }

    /// Whether an edit sets what another, or itself, chooses an element or document by.
    private static func movesItsOwnPlaces(_ edits: [ValueEdit]) -> Bool {
        let written = edits.compactMap { edit -> String? in
            if case .key(let key) = edit.place.selector.steps.last { key } else { nil }
        }
        return edits.contains { edit in
            let own = Container(document: edit.place.document, selector: edit.place.selector)
            return (edit.place.within + [own]).contains { part in
                let choosing = part.selector.steps.compactMap { step -> String? in
                    if case .element(let key, _) = step { key } else { nil }
                }
                let identity = part.document == nil ? [] : ["kind", "name", "namespace"]
                return (choosing + identity).contains { written.contains($0) }
            }
        }
    }

    private func fault(from old: [UInt8], to new: [UInt8], by values: [ReplacedValue]) -> String? {
        ReplacedValue.fault(from: old, to: new, by: values, in: ValueSyntax(of: editor))
    }

    // MARK: Values that hold documents

    /// Judges the documents inside of values on their own, and then each of those values as one that was replaced.
    private func containers(
        _ result: EditedManifest, _ edits: [ValueEdit], _ old: [UInt8]
    ) throws(ManifestError) -> Verdict {
        var values = result.changes.filter { $0.place.within.isEmpty }
            .map { ReplacedValue(offset: $0.position.offset, old: $0.old ?? "", new: $0.new) }
        var groups: [(container: FoundValue, edits: [ValueEdit])] = []
        for edit in edits {
            guard let around = edit.place.within.first else { continue }
            let place = Place(document: around.document, selector: around.selector)
            let container = try editor.read([place], in: old, file: file)[0]
            if let index = groups.firstIndex(where: { $0.container.position == container.position }) {
                groups[index].edits.append(edit)
            } else {
                groups.append((container, [edit]))
            }
        }
        for (container, edits) in groups {
            let inner = edits.map { edit in
                let within = Array(edit.place.within.dropFirst())
                return ValueEdit(
                    place: Place(document: edit.place.document, selector: edit.place.selector, within: within),
                    value: edit.value)
            }
            let judge = Judge(editor: Self.editor(inside: container.place), file: file)
            let text = Array(container.value.utf8)
            let changed = try judge.editor.apply(inner, to: text, file: file)
            if case .faulty(let words) = try judge.verdict(on: changed, of: inner, in: text) {
                return .faulty("in \(container.place): \(words)")
            }
            let new = String(decoding: changed.bytes, as: UTF8.self)
            if !Self.movesItsOwnPlaces(edits) {
                let found = try? editor.read([container.place], in: result.bytes, file: file)
                guard let found, found[0].value.utf8.elementsEqual(changed.bytes) else {
                    return .faulty("\(container.place) does not hold the edited document")
                }
            }
            if !changed.changes.isEmpty {
                values.append(ReplacedValue(offset: container.position.offset, old: container.value, new: new))
            }
        }
        return fault(from: old, to: result.bytes, by: values).map { .faulty($0) } ?? .ends
    }

    /// By the extension of the key of the value, or YAML.
    private static func editor(inside place: Place) -> any ManifestEditor {
        guard case .key(let key) = place.selector.steps.last else { return YAMLEditor() }
        return ManifestFormat(of: key).editor ?? YAMLEditor()
    }
}
