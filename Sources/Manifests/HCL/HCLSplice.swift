/// New texts in the place of old literals, all at once, and the proof that nothing else changed.
struct HCLSplice {
    private struct Replacement {
        let text: [UInt8]
        let value: String
        let kind: HCLNode.Kind
    }

    private let tree: HCLTree
    /// By the index of the node.
    private var replacements: [Int: Replacement] = [:]
    /// The value that each node was given, whether or not that changed it.
    private var values: [Int: String] = [:]

    /// In the order of the edits.
    private(set) var changes: [ValueChange] = []

    init(_ tree: HCLTree) {
        self.tree = tree
    }

    /// Throws: `conflictingEdits` and `unwritable`.
    mutating func add(_ edit: ValueEdit, at index: Int) throws(ManifestError) {
        let start = tree[index].range.lowerBound
        if let other = values.updateValue(edit.value, forKey: index) {
            if other.isSame(as: edit.value) { return }
            throw tree.source.error(.conflictingEdits(other, edit.value), at: start, place: edit.place)
        }
        let old = tree.text(of: index) ?? ""
        guard !old.isSame(as: edit.value) else { return }
        let text = HCLWriter.text(for: edit.value, over: index, in: tree)
        let kind = HCLWriter.kind(for: edit.value, over: tree[index].kind)
        if kind == .heredoc, !Self.readsBack(text, as: edit.value) {
            throw tree.source.error(.unwritable(edit.value), at: start, place: edit.place)
        }
        replacements[index] = Replacement(text: text, value: edit.value, kind: kind)
        changes.append(
            ValueChange(place: edit.place, position: tree.source.position(at: start), old: old, new: edit.value))
    }

    /// Whether a text is one heredoc with this value, up to its last byte.
    private static func readsBack(_ text: [UInt8], as value: String) -> Bool {
        (text + [UInt8(ascii: "\n")]).withUnsafeBufferPointer { buffer in
            let source = HCLSource(buffer, file: "")
            var lexer = HCLLexer(source, maximumDepth: 1)
            guard let token = try? lexer.next() else { return false }
            return token.kind == .heredoc && token.range == 0..<text.count
                && HeredocText.decoded(token.range, in: source).isSame(as: value)
        }
    }

    /// The whole new text.
    func result() -> [UInt8] {
        let inOrder = replacements.sorted { $0.key < $1.key }
        return tree.source.bytes.replacing(inOrder.map { (tree[$0.key].range, $0.value.text) })
    }

    /// Whether another tree is this one with exactly these values replaced.
    func isProven(by other: HCLTree) -> Bool {
        guard tree.nodes.count == other.nodes.count else { return false }
        return tree.nodes.indices.allSatisfy { index in
            let (old, new) = (tree[index], other[index])
            guard old.nextIndex == new.nextIndex else { return false }
            guard let replacement = replacements[index] else {
                guard old.kind == new.kind else { return false }
                return !old.isLeaf
                    || tree.source.bytes[old.range].elementsEqual(other.source.bytes[new.range])
            }
            return new.kind == replacement.kind && other.text(of: index)?.isSame(as: replacement.value) ?? false
        }
    }
}
