package import Manifests

extension Unstructured {
    /// A YAML node as the JSON that Kubernetes' own tools make of it: they read YAML 1.1, in which `yes` and `on` are
    /// booleans and `0644` is 420; times and sexagesimal numbers stay text.
    package init(yaml node: YAMLNode) {
        switch node.content {
        case .sequence(let nodes): self = .array(nodes.map { Unstructured(yaml: $0) })
        case .mapping(let pairs):
            self = .object(Dictionary(pairs.map { ($0.key, Unstructured(yaml: $0.value)) }) { first, _ in first })
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain && node.tag == nil
            self = isPlain ? Self.plain(scalar.value) : .string(scalar.value)
        }
    }

    private static func plain(_ text: String) -> Unstructured {
        switch PlainType.version11(text) {
        case .null: return .null
        case .boolean: return .boolean(["y", "yes", "on", "true"].contains(text.lowercased()))
        case .integer: return integer(text).map { .integer($0) } ?? float(text) ?? .string(text)
        case .float: return float(text) ?? .string(text)
        case .timestamp, .string, .special: return .string(text)
        }
    }

    private static func integer(_ text: String) -> Int? {
        var digits = text.replacing("_", with: "")
        var sign = 1
        if digits.hasPrefix("-") || digits.hasPrefix("+") {
            if digits.hasPrefix("-") { sign = -1 }
            digits.removeFirst()
        }
        let lower = digits.lowercased()
        let (radix, rest): (Int, Substring) =
            if lower.hasPrefix("0x") {
                (16, lower.dropFirst(2))
            } else if lower.hasPrefix("0b") {
                (2, lower.dropFirst(2))
            } else if lower.hasPrefix("0o") {
                (8, lower.dropFirst(2))
            } else if lower.count > 1, lower.hasPrefix("0") {
                (8, lower.dropFirst(1))
            } else {
                (10, lower[...])
            }
        return Int(rest, radix: radix).map { sign * $0 }
    }

    private static func float(_ text: String) -> Unstructured? {
        let plain = text.replacing("_", with: "")
        // A sexagesimal number, and one that JSON has not.
        guard !plain.contains(":"), let value = Double(plain), value.isFinite else { return nil }
        return .number(value)
    }
}
