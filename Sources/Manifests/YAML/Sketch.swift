import CYAML

/// A node of a document, reduced to the children that some place needs.
struct Sketch {
    enum Content {
        case scalar(Scalar)
        /// The elements that were kept, with their index, and how many there are in all.
        case sequence([(index: Int, node: Sketch)], count: Int)
        case mapping([Entry], merged: [yaml_mark_t])
        case alias(name: String, anchor: yaml_mark_t?)
    }

    /// A pair whose key is wanted; the value's ``Sketch/trieNode`` says which key that is.
    struct Entry {
        /// Where the key stands.
        let start: yaml_mark_t
        let value: Sketch
    }

    struct Scalar {
        let value: String
        let style: YAMLScalar.Style
        let tag: String?
        let end: yaml_mark_t
        let isAnchored: Bool
    }

    let content: Content
    let start: yaml_mark_t
    /// Which of the stream's events starts the node.
    let event: Int
    /// What the node stands for in the trie that it was kept for.
    let trieNode: Int

    var kind: ManifestProblem.NodeKind {
        switch content {
        case .scalar: .scalar
        case .sequence: .sequence
        case .mapping: .mapping
        case .alias: .alias
        }
    }
}

/// A document's sketch, and where aliases repeat its anchored nodes.
struct DocumentSketch {
    let root: Sketch
    /// The aliases of each anchored node, by the event that starts the node.
    let aliases: [Int: [yaml_mark_t]]
}
