/// New values in the place of old scalars, all at once.
struct JSONSplice {
    private let document: JSONDocument
    private var replacements: [(range: Range<Int>, text: [UInt8])] = []
    /// The edit that each node was given first, whether or not that changed it.
    private var edits: [Int: ValueEdit] = [:]
    private var changed: [(edit: ValueEdit, old: String)] = []

    /// What each changed node must read back as.
    private(set) var expectations: [Int: JSONProof.Expectation] = [:]

    init(_ document: JSONDocument) {
        self.document = document
    }

    /// Throws: `conflictingEdits`.
    mutating func add(_ edit: ValueEdit, at node: Int, from old: String) throws(ManifestError) {
        if let other = edits.updateValue(edit, forKey: node) {
            if other.value.isSame(as: edit.value) { return }
            let start = document.nodes[node].range.lowerBound
            throw document.text.error(.conflictingEdits(other.value, edit.value), at: start, place: edit.place)
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
        let bytes = document.text.bytes
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + replacements.reduce(0) { $0 + $1.text.count })
        var offset = 0
        for (range, text) in replacements.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result.append(contentsOf: bytes[offset..<range.lowerBound])
            result.append(contentsOf: text)
            offset = range.upperBound
        }
        result.append(contentsOf: bytes[offset...])
        return result
    }
}
