import Manifests

/// How one kind of value is described, and how it is decoded: one definition for both.
struct Value<Output: Sendable>: Sendable {
    let shape: Shape
    private let read: @Sendable (YAMLNode, Decoding) -> Output?

    init(_ shape: Shape, read: @escaping @Sendable (YAMLNode, Decoding) -> Output?) {
        self.shape = shape
        self.read = read
    }

    /// The value, or nil after what is wrong was noted.
    ///
    /// A collection gives what could be decoded of it, so that what refers to the rest can be checked all the same.
    func decode(_ node: YAMLNode, _ decoding: Decoding) -> Output? { read(node, decoding) }

    /// The same description with another value, or with a check that notes what is wrong and answers nil.
    func map<New: Sendable>(
        _ transform: @escaping @Sendable (Output, YAMLNode, Decoding) -> New?
    ) -> Value<New> {
        Value<New>(shape) { node, decoding in
            read(node, decoding).flatMap { transform($0, node, decoding) }
        }
    }

    /// With the place where it was written.
    var located: Value<Located<Output>> {
        map { value, node, decoding in Located(value, decoding.location(node.position)) }
    }
}

/// A list of at least so many values.
func list<Element: Sendable>(of element: Value<Element>, atLeast minimum: Int = 0) -> Value<[Element]> {
    let shape = Shape.list(element.shape, atLeast: minimum)
    return Value(shape) { node, decoding in
        guard let nodes = decoding.sequence(node, expected: shape) else { return nil }
        if nodes.count < minimum {
            decoding.refuse(
                node,
                "the list \(nodes.isEmpty ? "is empty" : "has only \(nodes.count)"); it needs at least "
                    + (minimum == 1 ? "one element" : "\(minimum) elements"))
        }
        return nodes.compactMap { element.decode($0, decoding) }
    }
}

/// One value, or a list of them.
func oneOrMore<Element: Sendable>(_ element: Value<Element>) -> Value<[Element]> {
    let several = list(of: element, atLeast: 1)
    return Value(.choice([element.shape, several.shape])) { node, decoding in
        node.sequence == nil ? element.decode(node, decoding).map { [$0] } : several.decode(node, decoding)
    }
}

/// One value, or a list that stands for the same kind of value.
func one<Output: Sendable>(_ value: Value<Output>, orAll list: Value<Output>) -> Value<Output> {
    let shapes = if case .choice(let shapes) = value.shape { shapes } else { [value.shape] }
    return Value(.choice(shapes + [list.shape])) { node, decoding in
        node.sequence == nil ? value.decode(node, decoding) : list.decode(node, decoding)
    }
}

/// A mapping whose keys the writer chooses, in the order in which they are written.
func table<Key: Sendable, Element: Sendable>(
    from key: Value<Key>, to element: Value<Element>, atLeast minimum: Int = 0
) -> Value<[Entry<Key, Element>]> {
    let keyShape = if case .text(let shape) = key.shape { shape } else { TextShape(name: key.shape.expectation) }
    let shape = Shape.table(keys: keyShape, values: element.shape, atLeast: minimum)
    return Value(shape) { node, decoding in
        guard let pairs = decoding.pairs(node, expected: shape) else { return nil }
        if pairs.count < minimum { decoding.refuse(node, "the mapping is empty; it needs at least one key") }
        return pairs.compactMap { pair in
            // A key is text whatever it looks like, so that it is decoded as if it were quoted.
            let keyNode = YAMLNode(.scalar(YAMLScalar(pair.key, style: .doubleQuoted)), at: pair.keyPosition)
            let name = key.decode(keyNode, decoding)
            guard let value = element.decode(pair.value, decoding), let name else { return nil }
            return Entry(key: Located(name, decoding.location(pair.keyPosition)), value: value)
        }
    }
}

/// A word or another text that stands for a whole mapping, or the mapping.
func either<Output: Sendable>(_ word: Value<Output>, or mapping: Value<Output>) -> Value<Output> {
    let shape = Shape.choice([word.shape, mapping.shape])
    return Value(shape) { node, decoding in
        guard let scalar = node.scalar else { return mapping.decode(node, decoding) }
        if case .text(let text) = word.shape, !text.words.isEmpty,
            !text.words.contains(where: { $0.text == scalar.value })
        {
            decoding.refuse(node, expected: shape)
            return nil
        }
        return word.decode(node, decoding)
    }
}
