/// What is added to a document: a value, and the collections around it that the document lacks.
indirect enum AddedNode {
    case scalar(String)
    case mapping([(key: String, value: AddedNode)])
    case sequence([AddedNode])

    /// The nodes that a path's steps ask for, with the value at their end; nil where a step is an index.
    ///
    /// `[name=api].newTag` asks for a sequence of one mapping, which has a `name` and a `newTag`.
    init?(_ steps: ArraySlice<Selector.Step>, value: String) {
        guard let step = steps.first else {
            self = .scalar(value)
            return
        }
        guard let rest = AddedNode(steps.dropFirst(), value: value) else { return nil }
        switch step {
        case .key(let key): self = .mapping([(key, rest)])
        case .element(let key, let name):
            guard case .mapping(let pairs) = rest, pairs.allSatisfy({ $0.key != key }) else { return nil }
            self = .sequence([.mapping([(key, .scalar(name))] + pairs)])
        case .index: return nil
        }
    }
}

extension AddedNode {
    /// An event that the parser must give for the new text, without anchors and tags.
    enum Event: Hashable {
        case scalar(String)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    var events: [Event] {
        switch self {
        case .scalar(let value): [.scalar(value)]
        case .mapping: [.mappingStart] + inner + [.mappingEnd]
        case .sequence: [.sequenceStart] + inner + [.sequenceEnd]
        }
    }

    /// The events inside of the collection.
    var inner: [Event] {
        switch self {
        case .scalar: []
        case .mapping(let pairs): pairs.flatMap { [.scalar($0.key)] + $0.value.events }
        case .sequence(let elements): elements.flatMap(\.events)
        }
    }
}
