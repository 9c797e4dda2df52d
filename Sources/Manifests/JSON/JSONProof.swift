/// Proves an edit: the new file's nodes are the old one's, but for the values that were meant to change.
enum JSONProof {
    /// What an edited node must read back as.
    struct Expectation {
        let kind: JSONNode.Kind
        let value: String
    }

    /// - Parameter expectations: by the index of the node.
    static func holds(for new: JSONDocument, after old: JSONDocument, expecting expectations: [Int: Expectation])
        -> Bool
    {
        guard new.nodes.count == old.nodes.count else { return false }
        return new.nodes.indices.allSatisfy { index in
            if let expectation = expectations[index] {
                return new.nodes[index].kind == expectation.kind && !old.nodes[index].isCollection
                    && new.value(of: index)?.isSame(as: expectation.value) ?? false
            }
            guard new.nodes[index].kind == old.nodes[index].kind, new.nodes[index].next == old.nodes[index].next else {
                return false
            }
            return new.nodes[index].isCollection || new.bytes(of: index).elementsEqual(old.bytes(of: index))
        }
    }
}
