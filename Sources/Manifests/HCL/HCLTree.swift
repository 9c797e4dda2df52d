/// A node of a parsed file: what it is, where it stands, and where its descendants end.
struct HCLNode {
    enum Kind: UInt8 {
        /// Attributes and blocks, in their order.
        case body
        /// Its name, an identifier, and its value.
        case attribute
        /// Its type, an identifier; its labels, identifiers or texts in quotes; its body.
        case block
        /// Pairs, in their order.
        case object
        /// Its key, a name, a literal or an expression, and its value.
        case pair
        /// Values, in their order.
        case tuple
        /// A lone name: a block's or attribute's, a key, or, as a value, a reference to a variable.
        case identifier
        case quoted, heredoc, number, boolean, null
        /// Whatever must be evaluated.
        case expression
    }

    let kind: Kind
    private let start: UInt32
    private var end: UInt32
    private var next: UInt32

    init(_ kind: Kind, _ range: Range<Int>, next: Int) {
        self.kind = kind
        start = UInt32(range.lowerBound)
        end = UInt32(range.upperBound)
        self.next = UInt32(next)
    }

    var range: Range<Int> { Int(start)..<Int(end) }

    /// The index after the last descendant's.
    var nextIndex: Int { Int(next) }

    mutating func close(at end: Int, next: Int) {
        self.end = UInt32(end)
        self.next = UInt32(next)
    }

    /// A single value that needs no evaluation.
    var isLiteral: Bool {
        switch kind {
        case .quoted, .heredoc, .number, .boolean, .null: true
        default: false
        }
    }

    var isLeaf: Bool {
        switch kind {
        case .body, .attribute, .block, .object, .pair, .tuple: false
        default: true
        }
    }
}

/// A parsed file: its nodes in the order of the text, the root's body first, each before its descendants.
struct HCLTree {
    let source: HCLSource
    let nodes: [HCLNode]

    subscript(index: Int) -> HCLNode { nodes[index] }

    func children(of index: Int) -> [Int] {
        var children: [Int] = []
        var child = index + 1
        while child < nodes[index].nextIndex {
            children.append(child)
            child = nodes[child].nextIndex
        }
        return children
    }

    /// The text that a reader gets from a literal, a label or a key; nil from an expression, as from a collection.
    func text(of index: Int) -> String? {
        let range = nodes[index].range
        switch nodes[index].kind {
        case .quoted: return HCLText.decoded(source.text(range.dropFirst().dropLast()))
        case .heredoc: return HeredocText.decoded(range, in: source)
        case .identifier, .number, .boolean, .null: return source.text(range)
        default: return nil
        }
    }

    func position(of index: Int) -> Position { source.position(at: nodes[index].range.lowerBound) }
}
