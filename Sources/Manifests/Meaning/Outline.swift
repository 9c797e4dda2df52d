/// A whole file's nodes, aliases and merge keys kept as they are written, for looking around in.
///
/// Nodes are numbers into one array, in the order of the file.
struct Outline {
    struct Node {
        enum Content {
            case scalar(String, YAMLScalar.Style)
            case sequence([Int])
            case mapping([Pair])
            /// The node is nil where no such anchor stands before.
            case alias(name: String, node: Int?)
        }

        /// How the node hangs below its parent.
        enum Role: Hashable {
            case root
            case value(of: String)
            case element(Int)
            /// A key, or the value of one that is no scalar: no path leads here, nor to what is below.
            case unreachable
        }

        var content: Content
        let role: Role
        let parent: Int?
        let document: Int
        /// The first character, an anchor or tag before it included.
        let start: Position
        /// The first character of the node's own text.
        let position: Position
        /// Where the node's own text ends; the last node's inside of a block collection.
        var end: Int
        /// Which of the stream's events starts it, counted from 1, and which ends it.
        let event: Int
        var endEvent: Int
        /// A collection in brackets or braces.
        let isFlow: Bool
        let hasProperties: Bool
    }

    struct Pair {
        /// Nil where the key is no scalar.
        let key: String?
        let keyPosition: Position
        let isKeyQuoted: Bool
        let isMerge: Bool
        let value: Int
    }

    let nodes: [Node]
    /// The root of each document.
    let roots: [Int]
    let file: String

    func text(of node: Int) -> String? {
        if case .scalar(let text, _) = nodes[node].content { text } else { nil }
    }

    func pairs(of node: Int) -> [Pair] {
        if case .mapping(let pairs) = nodes[node].content { pairs } else { [] }
    }

    func elements(of node: Int) -> [Int] {
        if case .sequence(let elements) = nodes[node].content { elements } else { [] }
    }

    /// The node itself, or the anchored one where it is an alias.
    func resolved(_ node: Int) -> Int {
        if case .alias(_, let target?) = nodes[node].content { target } else { node }
    }

    /// The value of a key that stands in the mapping itself.
    func own(_ key: String, in mapping: Int) -> Int? {
        pairs(of: mapping).first { !$0.isMerge && $0.key?.isSame(as: key) ?? false }?.value
    }

    /// The value of a key that the mapping has itself or merges from others, aliases resolved.
    ///
    /// Each of the others is looked through once, however often it is merged.
    func value(of key: String, in mapping: Int) -> Int? {
        var seen: Set<Int> = []
        var rest = [mapping]
        while let next = rest.popLast(), seen.count < Self.maximumMerged {
            guard seen.insert(next).inserted else { continue }
            if let own = own(key, in: next) { return resolved(own) }
            for pair in pairs(of: next).reversed() where pair.isMerge {
                let source = resolved(pair.value)
                let sources = elements(of: source).prefix(Self.maximumMerged)
                rest += sources.isEmpty ? [source] : sources.reversed().map(resolved)
            }
        }
        return nil
    }

    /// More than any real mapping merges, at any remove.
    private static let maximumMerged = 64

    /// The text of a key's value as the mapping has it in effect; nil where it is missing, empty or null.
    func text(of key: String, in mapping: Int) -> String? {
        guard let value = value(of: key, in: mapping), case .scalar(let text, let style) = nodes[value].content,
            !text.isEmpty, style != .plain || PlainType.core(text) != .null
        else { return nil }
        return text
    }

    func error(_ problem: ManifestProblem, at node: Int) -> ManifestError {
        ManifestError(problem, file: file, at: nodes[node].position, place: try? place(of: node))
    }
}
