/// Which children of which nodes a set of places needs: the shape that a scan keeps, everything else it skips.
struct PathTrie {
    private struct Node {
        var keys: [(key: String, bytes: [UInt8], child: Int)] = []
        var indices: [Int: Int] = [:]
        /// Every element, where any place chooses one by a key.
        var element: Int?
    }

    /// Several nodes of the trie can stand for one node of the document: `items[0]` and `items[name=api]`.
    typealias Active = [Int]

    private var nodes = [Node()]

    /// What stands for the root of each document.
    let root: Active = [0]

    init(_ places: some Sequence<Place>) {
        for place in places {
            insert(place.selector.steps)
            guard place.document != nil else { continue }
            for path in DocumentIdentity.paths { insert(path) }
        }
    }

    private mutating func insert(_ steps: [Selector.Step]) {
        var node = 0
        for step in steps {
            switch step {
            case .key(let key): node = child(of: node, key: key)
            case .index(let index):
                node = nodes[node].indices[index] ?? add { nodes, child in nodes[node].indices[index] = child }
            case .element(let key, _):
                node = nodes[node].element ?? add { nodes, child in nodes[node].element = child }
                _ = child(of: node, key: key)
            }
        }
    }

    private mutating func child(of node: Int, key: String) -> Int {
        let bytes = Array(key.utf8)
        return nodes[node].keys.first { $0.bytes == bytes }?.child
            ?? add { nodes, child in nodes[node].keys.append((key, bytes, child)) }
    }

    private mutating func add(link: (inout [Node], Int) -> Void) -> Int {
        nodes.append(Node())
        link(&nodes, nodes.count - 1)
        return nodes.count - 1
    }

    /// The key among those wanted that has this text, and what is wanted below it.
    func child(of active: Active, key: UnsafeBufferPointer<UInt8>) -> (key: String, active: Active)? {
        var found: (key: String, active: Active)?
        for node in active {
            for candidate in nodes[node].keys where candidate.bytes.count == key.count {
                guard candidate.bytes.elementsEqual(key) else { continue }
                if found == nil {
                    found = (candidate.key, [candidate.child])
                } else {
                    found?.active.append(candidate.child)
                }
                break
            }
        }
        return found
    }

    /// What is wanted below the element at an index; empty for an element that may be skipped.
    func children(of active: Active, index: Int) -> Active {
        var children: Active = []
        for node in active {
            if let child = nodes[node].element { children.append(child) }
            if let child = nodes[node].indices[index] { children.append(child) }
        }
        return children
    }
}
