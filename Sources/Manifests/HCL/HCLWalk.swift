/// The way down a file's tree along the steps of a selector.
///
/// To a selector a body and an object are mappings, a tuple is a sequence. The blocks of one type are a mapping of their
/// first labels, those of one label a mapping of their next, and so on; blocks whose labels are all named are a
/// sequence, into which a key leads only where there is one, or where they are the file's `locals`, which are merged.
/// A resource is found without the word `resource`, too, where the file has nothing else of that name.
struct HCLWalk {
    private enum Stop {
        case value(Int)
        case bodies([Int])
        /// Blocks of one type with the same first labels, as many as `labels` says.
        case blocks([Int], labels: Int)
    }

    private let tree: HCLTree
    private let place: Place
    private var offset = 0

    init(_ tree: HCLTree, to place: Place) {
        self.tree = tree
        self.place = place
    }

    /// The literal at the end of the path.
    mutating func literal() throws(ManifestError) -> Int {
        guard place.within.isEmpty else {
            throw ManifestError(.noContainer, file: tree.source.file, place: place)
        }
        guard place.document == nil else {
            throw ManifestError(.noDocument(place.document), file: tree.source.file, place: place)
        }
        var stop = Stop.bodies([0])
        for (depth, step) in place.selector.steps.enumerated() { stop = try next(step, from: stop, depth) }
        guard case .value(let index) = stop, tree[index].isLeaf else { throw error(.notScalar(kind(of: stop))) }
        guard tree[index].isLiteral else { throw expression(index) }
        return index
    }

    private mutating func next(_ step: Selector.Step, from stop: Stop, _ depth: Int) throws(ManifestError) -> Stop {
        let found: Stop
        switch (step, stop) {
        case (_, .value(let index)) where tree[index].isLeaf && !tree[index].isLiteral: throw expression(index)
        case (.key(let key), .value(let index)) where tree[index].kind == .object:
            found = try pair(key, of: index)
        case (.key(let key), .bodies(let bodies)):
            found = try item(key, of: bodies, isRoot: depth == 0)
        case (.key(let key), .blocks(let blocks, let labels)):
            found = try entry(key, of: blocks, labels)
        case (.index(let number), _):
            let elements = try elements(of: stop, step)
            guard elements.indices.contains(number) else {
                throw error(.missingIndex(number, count: elements.count))
            }
            found = elements[number]
        case (.element(let key, let value), _):
            found = try element(key, value, of: try elements(of: stop, step))
        default: throw error(.wrongKind(step: Selector.describe([step]), found: kind(of: stop)))
        }
        offset = start(of: found)
        return found
    }

    // MARK: Keys

    private func pair(_ key: String, of object: Int) throws(ManifestError) -> Stop {
        let pairs = tree.children(of: object)
        let matches = pairs.filter { tree.text(of: $0 + 1)?.isSame(as: key) ?? false }
        guard let match = matches.first else { throw missing(key, among: pairs.compactMap { tree.text(of: $0 + 1) }) }
        guard matches.count == 1 else { throw duplicate(key, matches) }
        return .value(value(of: match))
    }

    /// An attribute or the blocks of a type, in a body or in several that are merged.
    private func item(_ key: String, of bodies: [Int], isRoot: Bool = false) throws(ManifestError) -> Stop {
        let items = bodies.flatMap(tree.children)
        let matches = items.filter { tree.text(of: $0 + 1)?.isSame(as: key) ?? false }
        guard let match = matches.first else {
            let resources = isRoot ? items.filter(isResource) : []
            let named = resources.filter { label(1, of: $0)?.isSame(as: key) ?? false }
            guard named.isEmpty else { return .blocks(named, labels: 1) }
            throw missing(key, among: (items.map { $0 + 1 } + resources.map { $0 + 2 }).compactMap(tree.text))
        }
        if matches.allSatisfy({ tree[$0].kind == .block }) { return .blocks(matches, labels: 0) }
        guard matches.count == 1 else { throw duplicate(key, matches) }
        return .value(value(of: match))
    }

    /// By the next label, or, where no more labels follow, in the body.
    private func entry(_ key: String, of blocks: [Int], _ labels: Int) throws(ManifestError) -> Stop {
        let labelled = blocks.filter { label(labels + 1, of: $0)?.isSame(as: key) ?? false }
        let complete = blocks.filter { label(labels + 1, of: $0) == nil }
        guard labelled.isEmpty else { return .blocks(labelled, labels: labels + 1) }
        guard let first = complete.first else {
            throw missing(key, among: blocks.compactMap { label(labels + 1, of: $0) })
        }
        guard complete.count == 1 || (labels == 0 && isLocals(first)) else {
            throw error(.severalElements(complete.map(tree.position)))
        }
        return try item(key, of: complete.map(body))
    }

    // MARK: Elements

    /// What a sequence holds: the values of a tuple, or blocks whose labels are all named.
    private func elements(of stop: Stop, _ step: Selector.Step) throws(ManifestError) -> [Stop] {
        switch stop {
        case .value(let index) where tree[index].kind == .tuple: return tree.children(of: index).map { .value($0) }
        case .blocks(let blocks, let labels) where blocks.allSatisfy { label(labels + 1, of: $0) == nil }:
            return blocks.map { .bodies([body(of: $0)]) }
        default: throw error(.wrongKind(step: Selector.describe([step]), found: kind(of: stop)))
        }
    }

    private func element(_ key: String, _ value: String, of elements: [Stop]) throws(ManifestError) -> Stop {
        var matches: [Stop] = []
        var hidden: [Position] = []
        for element in elements {
            guard let index = try attribute(key, of: element) else { continue }
            if !tree[index].isLiteral {
                hidden.append(tree.position(of: index))
            } else if tree.text(of: index)?.isSame(as: value) ?? false {
                matches.append(element)
            }
        }
        guard let match = matches.first else { throw error(.missingElement(key: key, value: value, hidden: hidden)) }
        guard matches.count == 1 else {
            throw error(.severalElements(matches.map { tree.source.position(at: start(of: $0)) }))
        }
        return match
    }

    /// The value that an element of a sequence has for a key; the element itself where it is an expression.
    private func attribute(_ key: String, of element: Stop) throws(ManifestError) -> Int? {
        let entries: [Int]
        switch element {
        case .value(let index) where tree[index].kind == .object: entries = tree.children(of: index)
        case .value(let index): return tree[index].isLeaf && !tree[index].isLiteral ? index : nil
        case .bodies(let bodies): entries = bodies.flatMap(tree.children).filter { tree[$0].kind == .attribute }
        case .blocks: return nil
        }
        let matches = entries.filter { tree.text(of: $0 + 1)?.isSame(as: key) ?? false }
        guard matches.count <= 1 else { throw duplicate(key, matches) }
        return matches.first.map(value)
    }

    // MARK: Parts of nodes

    /// The last child of an attribute or a pair.
    private func value(of entry: Int) -> Int { tree[entry + 1].nextIndex }

    /// The label with a number, counted from 1; nil where the block has fewer.
    private func label(_ number: Int, of block: Int) -> String? {
        let children = tree.children(of: block)
        return number < children.count - 1 ? tree.text(of: children[number]) : nil
    }

    private func body(of block: Int) -> Int { tree.children(of: block).last ?? block }

    private func isResource(_ item: Int) -> Bool {
        tree[item].kind == .block && tree.text(of: item + 1) == "resource"
    }

    /// Only the file's own: a block of that type inside another is one like every other.
    private func isLocals(_ block: Int) -> Bool {
        tree.text(of: block + 1) == "locals" && tree.children(of: 0).contains(block)
    }

    private func start(of stop: Stop) -> Int {
        switch stop {
        case .value(let index): tree[index].range.lowerBound
        case .bodies(let indices), .blocks(let indices, _): indices.first.map { tree[$0].range.lowerBound } ?? 0
        }
    }

    private func kind(of stop: Stop) -> ManifestProblem.NodeKind {
        switch stop {
        case .value(let index) where tree[index].kind == .tuple: .sequence
        case .value(let index) where tree[index].isLeaf: .scalar
        case .blocks(let blocks, _) where blocks.count > 1: .sequence
        case .value, .bodies, .blocks: .mapping
        }
    }

    // MARK: Errors

    private func missing(_ key: String, among keys: [String]) -> ManifestError {
        error(.missingKey(key, nearest: KeyHint.nearest(to: key, among: keys)))
    }

    private func duplicate(_ key: String, _ entries: [Int]) -> ManifestError {
        let first = tree.position(of: entries[0])
        return tree.source.error(
            .duplicateKey(key, first: first), at: tree[entries[1]].range.lowerBound, place: place)
    }

    private func expression(_ index: Int) -> ManifestError {
        let range = tree[index].range
        return tree.source.error(.expression(tree.source.text(range)), at: range.lowerBound, place: place)
    }

    private func error(_ problem: ManifestProblem) -> ManifestError {
        tree.source.error(problem, at: max(offset, tree.source.contentStart), place: place)
    }
}
