/// A parsed file: its text, and its nodes in the text's order, the root first.
struct JSONDocument {
    let text: JSONText
    let nodes: [JSONNode]

    init(_ text: JSONText, comments: Bool, limits: ParseLimits) throws(ManifestError) {
        var parser = JSONParser(text, comments: comments, limits: limits)
        self.text = text
        nodes = try parser.parse()
    }

    /// The bytes of a node, the quotes of a string included.
    func bytes(of index: Int) -> Slice<UnsafeBufferPointer<UInt8>> { text.bytes[nodes[index].range] }

    /// The text of a key or a scalar: a string's without quotes and escapes, a number's as it is written.
    ///
    /// Nil for an object or array, and for a string with half a surrogate pair.
    func value(of index: Int) -> String? {
        let node = nodes[index]
        switch node.kind {
        case .object, .array: return nil
        case .string, .key: return JSONString.decode(bytes(of: index), isEscaped: node.isEscaped)
        case .number, .boolean, .null: return String(decoding: bytes(of: index), as: UTF8.self)
        }
    }

    /// Whether a key has this text.
    func isKey(_ index: Int, _ key: String) -> Bool {
        if nodes[index].isEscaped { return value(of: index)?.isSame(as: key) ?? false }
        return bytes(of: index).dropFirst().dropLast().elementsEqual(key.utf8)
    }

    /// The children of an object (its keys, each value behind its key) or of an array (its elements).
    func children(of collection: Int) -> some Sequence<Int> {
        let isObject = nodes[collection].kind == .object
        return sequence(state: collection + 1) { index -> Int? in
            guard index < nodes[collection].next else { return nil }
            defer { index = nodes[isObject ? index + 1 : index].next }
            return index
        }
    }
}
