import Manifests

/// A mapping with known keys, made into a value of its own from the values of its keys, in their order.
func mapping<each Key: Sendable, Output: Sendable>(
    _ name: String, _ field: repeat Field<each Key>, later: [Later] = [], rules: [KeyRule] = [],
    make: @escaping @Sendable (repeat each Key) -> Output
) -> Value<Output> {
    var shapes: [FieldShape] = []
    for field in repeat each field { shapes.append(field.shape) }
    let shape = MappingShape(name: name, fields: shapes, later: later, rules: rules)
    let fields = (repeat each field)
    return Value(.mapping(shape)) { node, decoding in
        guard let pairs = decoding.pairs(node, of: shape) else { return nil }
        let values = (repeat (each fields).decode(in: pairs, of: node, decoding))
        guard let output = try? make(repeat present(each values)) else { return nil }
        return output
    }
}

/// A required value of a mapping was missing or wrong, which has been noted.
private struct ValueMissing: Error {}

private func present<Value>(_ value: Value?) throws(ValueMissing) -> Value {
    guard let value else { throw ValueMissing() }
    return value
}

extension Decoding {
    /// The pairs of a mapping, after its keys were held against the shape.
    fileprivate func pairs(_ node: YAMLNode, of shape: MappingShape) -> [YAMLPair]? {
        guard let pairs = pairs(node, expected: .mapping(shape)) else { return nil }
        let strangers = pairs.filter { pair in !shape.fields.contains { $0.key == pair.key } }
        for pair in strangers { refuse(at: location(pair.keyPosition), unknown(pair.key, in: shape)) }
        // A key that seems to be missing may be the one that is misspelt.
        for rule in strangers.isEmpty ? shape.rules : [] {
            if let broken = rule.broken(by: Set(pairs.map(\.key))) { refuse(node, broken) }
        }
        return pairs
    }

    private func unknown(_ key: String, in shape: MappingShape) -> String {
        if let later = shape.later.first(where: { $0.name == key }) { return later.refusal }
        return "\(quoted(key)) is not a key of \(shape.name); known are \(shape.keys.joined(separator: ", "))"
            + didYouMean(key, among: shape.keys)
    }
}

extension KeyRule {
    /// What is wrong with a mapping that has these keys; nil where the rule holds.
    fileprivate func broken(by keys: Set<String>) -> String? {
        switch self {
        case .exactlyOne(let known):
            let found = known.filter(keys.contains)
            if found.isEmpty { return "one of \(Self.list(known)) is needed" }
            return found.count == 1 ? nil : "only one of \(Self.list(found)) is possible; remove the others"
        case .atLeastOne(let known):
            return known.contains(where: keys.contains) ? nil : "at least one of \(Self.list(known)) is needed"
        case .needs(let key, let other):
            return !keys.contains(key) || keys.contains(other)
                ? nil : "\(quoted(key)) means something only beside \(quoted(other)); add that key, or remove this one"
        case .needsOne(let key, let others):
            return !keys.contains(key) || others.contains(where: keys.contains)
                ? nil : "\(quoted(key)) means something only beside one of \(Self.list(others)); remove it"
        }
    }

    private static func list(_ keys: [String]) -> String { keys.map { quoted($0) }.joined(separator: ", ") }
}
