import Glibc

/// Which children of which nodes a set of places needs: the shape that a scan keeps, everything else it skips.
///
/// Every node of a document stands for at most one node here, so that following one costs no memory.
struct PathTrie {
    private struct Node {
        /// The text of the key that leads here; empty below a sequence.
        let key: String
        let bytes: [UInt8]
        /// The nodes below the keys of a mapping.
        var keyed: [Int] = []
        var indexed: [Int: Int] = [:]
        /// Below every other element, where any place chooses one by a key.
        var element: Int?
    }

    private typealias Path = ArraySlice<Selector.Step>

    private var nodes: [Node] = []

    /// What stands for the root of each document.
    let root = 0

    init(_ places: some Sequence<Place>) {
        var paths: [Path] = []
        for place in places {
            paths.append(place.selector.steps[...])
            if place.document != nil { paths += DocumentIdentity.paths.map { $0[...] } }
        }
        _ = insert(paths, key: "")
    }

    /// Adds the node from which these paths go on, with all that is below it.
    private mutating func insert(_ paths: [Path], key: String) -> Int {
        let node = nodes.count
        nodes.append(Node(key: key, bytes: Array(key.utf8)))
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
        for (key, paths) in keyed { nodes[node].keyed.append(insert(paths, key: key)) }
        // An element with an index of its own is also one that a key may choose.
        for (index, paths) in indexed { nodes[node].indexed[index] = insert(paths + elements, key: "") }
        if !elements.isEmpty { nodes[node].element = insert(elements, key: "") }
        return node
    }

    private static func append(_ path: Path, to groups: inout [(key: String, paths: [Path])], key: String) {
        if let index = groups.firstIndex(where: { $0.key.isSame(as: key) }) {
            groups[index].paths.append(path)
        } else {
            groups.append((key, [path]))
        }
    }

    /// The text of the key that leads to a node.
    func key(of node: Int) -> String { nodes[node].key }

    /// What is wanted below a key of a mapping; nil for what may be skipped.
    func child(of node: Int, key: UnsafeBufferPointer<UInt8>) -> Int? {
        for child in nodes[node].keyed where nodes[child].bytes.count == key.count {
            let isSame = nodes[child].bytes.withUnsafeBufferPointer { wanted in
                guard let left = wanted.baseAddress, let right = key.baseAddress else { return true }
                return memcmp(left, right, key.count) == 0
            }
            if isSame { return child }
        }
        return nil
    }

    /// What is wanted below an element of a sequence; nil for what may be skipped.
    func child(of node: Int, index: Int) -> Int? {
        nodes[node].indexed.isEmpty ? nodes[node].element : nodes[node].indexed[index] ?? nodes[node].element
    }
}
