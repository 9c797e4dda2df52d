/// New texts in the place of old scalars, all at once.
struct Splice {
    private let source: SourceText
    private var replacements: [(range: Range<Int>, text: [UInt8])] = []
    /// The value that each event was given, whether or not that changed it.
    private var values: [Int: String] = [:]

    /// In the order of the edits.
    private(set) var changes: [ValueChange] = []
    /// What each changed scalar must read back as.
    private(set) var expectations: [EditProof.Expectation] = []

    init(_ source: SourceText) {
        self.source = source
    }

    /// Throws: `conflictingEdits`, and whatever makes the value unwritable there.
    mutating func add(_ edit: ValueEdit, at target: Target) throws(ManifestError) {
        if let other = values.updateValue(edit.value, forKey: target.event) {
            if other.isSame(as: edit.value) { return }
            throw ManifestError(
                .conflictingEdits(other, edit.value), file: source.file, at: target.span.position, place: edit.place)
        }
        guard !target.scalar.value.isSame(as: edit.value) else { return }
        let (text, style) = try ScalarWriter(target: target, value: edit.value).text(in: source)
        replacements.append((target.span.range, text))
        expectations.append(EditProof.Expectation(event: target.event, value: edit.value, style: style))
        changes.append(
            ValueChange(
                place: edit.place, position: target.span.position, old: target.scalar.value, new: edit.value,
                repeatedAt: target.repeatedAt))
    }

    /// Puts the new text of a scalar in its place whose own documents were edited.
    ///
    /// Throws: `conflictingEdits` where another edit sets the whole scalar.
    mutating func add(_ changes: [ValueChange], in target: Target, _ container: ContainerText) throws(ManifestError) {
        guard let first = changes.first else { return }
        if let whole = values[target.event] {
            throw ManifestError(
                .conflictingEdits(whole, first.new), file: source.file, at: target.span.position, place: first.place)
        }
        try ScalarWriter(target: target, value: container.value).checkTag(isPlain: false, source)
        replacements.append((target.span.range, container.bytes))
        expectations.append(
            EditProof.Expectation(event: target.event, value: container.value, style: container.style))
        self.changes += changes
    }

    /// Puts the changes in the order of the edits that made them.
    mutating func sortChanges(by edits: [ValueEdit]) {
        let order = Dictionary(edits.enumerated().map { ($1.place, $0) }, uniquingKeysWith: min)
        changes.sort { order[$0.place] ?? 0 < order[$1.place] ?? 0 }
    }

    /// The whole new text.
    func result() -> [UInt8] {
        source.bytes.replacing(replacements.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }
}
