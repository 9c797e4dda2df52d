/// New values in the place of old scalars, all at once.
struct JSONSplice {
    private let document: JSONDocument
    private var replacements: [(range: Range<Int>, text: [UInt8])] = []
    /// The value that each node was given, whether or not that changed it.
    private var values: [Int: String] = [:]
    private var changed: [(edit: ValueEdit, old: String)] = []

    /// What each changed node must read back as.
    private(set) var expectations: [Int: JSONProof.Expectation] = [:]

    init(_ document: JSONDocument) {
        self.document = document
    }

    /// Throws: `conflictingEdits`.
    mutating func add(_ edit: ValueEdit, at node: Int, from old: String) throws(ManifestError) {
        if let other = values.updateValue(edit.value, forKey: node) {
            if other.isSame(as: edit.value) { return }
            let start = document.nodes[node].range.lowerBound
            throw document.text.error(.conflictingEdits(other, edit.value), at: start, place: edit.place)
        }
        guard !old.isSame(as: edit.value) else { return }
        let (text, kind) = JSONWriter.write(edit.value, over: document.nodes[node].kind)
        replacements.append((document.nodes[node].range, text))
        expectations[node] = JSONProof.Expectation(kind: kind, value: edit.value)
        changed.append((edit, old))
    }

    /// In the order of the edits.
    func changes() -> [ValueChange] {
        let positions = document.text.positions(of: replacements.map(\.range.lowerBound))
        return zip(changed, positions).map { change, position in
            ValueChange(place: change.edit.place, position: position, old: change.old, new: change.edit.value)
        }
    }

    /// The whole new text.
    func result() -> [UInt8] {
        document.text.bytes.replacing(replacements.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }
}
