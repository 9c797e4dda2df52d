import Glibc

/// Which children of which nodes a set of places needs: the shape that a scan keeps, everything else it skips.
///
/// Every node of a document stands for at most one node here, and nodes and keys are plain numbers in three arrays:
/// following a document through them costs no memory.
struct PathTrie {
    private struct Node {
        var keys: Range<Int> = 0..<0
        /// Whether elements with some index lead to a node of their own.
        var isIndexed = false
        /// Below every other element, where any place chooses one by a key.
        var element: Int?
    }

    private struct Key {
        let text: Range<Int>
        let child: Int
    }

    private struct Element: Hashable {
        let node: Int
        let index: Int
    }

    private typealias Path = ArraySlice<Selector.Step>

    private var nodes: [Node] = []
    private var keys: [Key] = []
    private var text: [UInt8] = []
    private var indexed: [Element: Int] = [:]

    /// What stands for the root of each document.
    let root = 0

    init(_ places: some Sequence<Place>) {
        var paths: [Path] = []
        for place in places {
            paths.append(place.selector.steps[...])
            if place.document != nil { paths += DocumentIdentity.paths.map { $0[...] } }
        }
        _ = insert(paths)
    }

    /// Adds the node from which these paths go on, with all that is below it.
    private mutating func insert(_ paths: [Path]) -> Int {
        let node = nodes.count
        nodes.append(Node())
        var keyed: [(key: String, paths: [Path])] = []
        var indexed: [Int: [Path]] = [:]
        var elements: [Path] = []
        for path in paths {
            switch path.first {
            case .key(let key): Self.append(path.dropFirst(), to: &keyed, key: key)
            case .index(let index): indexed[index, default: []].append(path.dropFirst())
            case .element(let key, _): elements += [path.dropFirst(), [.key(key)]]
            case nil: break
            }
        }
        let children = keyed.map { (key: $0.key, child: insert($0.paths)) }
        nodes[node].keys = keys.count..<(keys.count + children.count)
        for (key, child) in children {
            keys.append(Key(text: text.count..<(text.count + key.utf8.count), child: child))
            text += Array(key.utf8)
        }
        // An element with an index of its own is also one that a key may choose.
        for (index, paths) in indexed { self.indexed[Element(node: node, index: index)] = insert(paths + elements) }
        nodes[node].isIndexed = !indexed.isEmpty
        if !elements.isEmpty { nodes[node].element = insert(elements) }
        return node
    }

    private static func append(_ path: Path, to groups: inout [(key: String, paths: [Path])], key: String) {
        if let index = groups.firstIndex(where: { $0.key.isSame(as: key) }) {
            groups[index].paths.append(path)
        } else {
            groups.append((key, [path]))
        }
    }

    /// What is wanted below a key of a mapping; nil for what may be skipped.
    func child(of node: Int, key: UnsafeBufferPointer<UInt8>) -> Int? {
        text.withUnsafeBufferPointer { text in
            for index in nodes[node].keys where keys[index].text.count == key.count {
                guard let wanted = text.baseAddress, let start = key.baseAddress else { return keys[index].child }
                if memcmp(wanted + keys[index].text.lowerBound, start, key.count) == 0 { return keys[index].child }
            }
            return nil
        }
    }

    /// What is wanted below a key of a mapping; nil for what may be skipped.
    func child(of node: Int, key: String) -> Int? {
        var key = key
        return key.withUTF8 { child(of: node, key: $0) }
    }

    /// What is wanted below an element of a sequence; nil for what may be skipped.
    func child(of node: Int, index: Int) -> Int? {
        guard nodes[node].isIndexed else { return nodes[node].element }
        return indexed[Element(node: node, index: index)] ?? nodes[node].element
    }
}
