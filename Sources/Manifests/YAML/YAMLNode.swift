/// A node of a parsed document, with its position.
///
/// Aliases are written out: the positions inside such a node are those of the anchor's text.
package struct YAMLNode: Sendable, Hashable {
    package indirect enum Content: Sendable, Hashable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLPair])
    }

    package let content: Content
    /// The first character: after anchor and tag for a scalar, and the alias itself where the node is one.
    package let position: Position
    /// The explicit tag, resolved: `tag:yaml.org,2002:str` for `!!str`; `!`, which asks for a string, as it stands.
    package let tag: String?

    package init(_ content: Content, at position: Position, tag: String? = nil) {
        self.content = content
        self.position = position
        self.tag = tag
    }

    /// The scalar, or nil for a collection.
    package var scalar: YAMLScalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

    /// The elements, or nil for anything but a sequence.
    package var sequence: [YAMLNode]? { if case .sequence(let nodes) = content { nodes } else { nil } }

    /// The pairs in the file's order, merged ones last, or nil for anything but a mapping.
    package var mapping: [YAMLPair]? { if case .mapping(let pairs) = content { pairs } else { nil } }

    /// The value of a mapping's key; nil where there is none, and for anything but a mapping.
    package subscript(key: String) -> YAMLNode? { mapping?.first { $0.key == key }?.value }

    /// Whether this is a plain, untagged null: nothing, `~`, or `null`.
    package var isNull: Bool {
        guard tag == nil, let scalar else { return false }
        return scalar.style == .plain && PlainType.core(scalar.value) == .null
    }
}

/// A key of a mapping and its value.
package struct YAMLPair: Sendable, Hashable {
    package let key: String
    package let keyPosition: Position
    package let value: YAMLNode

    package init(key: String, keyPosition: Position, value: YAMLNode) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }
}

/// A scalar's decoded text and how it was written.
package struct YAMLScalar: Sendable, Hashable {
    package enum Style: Sendable, Hashable { case plain, singleQuoted, doubleQuoted, literal, folded }

    package let value: String
    package let style: Style

    package init(_ value: String, style: Style) {
        self.value = value
        self.style = style
    }
}
