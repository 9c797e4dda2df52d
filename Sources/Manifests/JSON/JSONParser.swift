/// Parses a JSON text (RFC 8259) into its nodes, with a stack of its own: nesting costs no stack of the thread.
///
/// With `comments`, also `//` and `/* */` comments wherever white space may stand, and one comma behind the last
/// member of an object or array.
struct JSONParser {
    let text: JSONText
    let comments: Bool
    let limits: ParseLimits
    var offset: Int
    private var nodes: [JSONNode] = []
    /// The objects and arrays that are not closed yet, outermost first.
    private var open: [Int] = []

    init(_ text: JSONText, comments: Bool, limits: ParseLimits) {
        self.text = text
        self.comments = comments
        self.limits = limits
        offset = text.contentStart
    }

    /// The nodes of the file's one value, in the text's order.
    mutating func parse() throws(ManifestError) -> [JSONNode] {
        let count = text.bytes.count
        guard count <= limits.maximumBytes else {
            throw text.error(.tooLarge(bytes: count, limit: limits.maximumBytes))
        }
        guard !text.bytes.isUTF16 else { throw text.error(.utf16) }
        // Most files have fewer, and growing would hold the nodes twice; pages that are never touched cost nothing.
        nodes.reserveCapacity(min(count / 4 + 8, limits.maximumNodes))
        try skipBlanks()
        guard current != nil else { throw text.error(.noDocument(nil)) }
        try parseValue()
        while let collection = open.last {
            try skipBlanks()
            try parseMember(of: collection)
        }
        try skipBlanks()
        guard let byte = current else { return nodes }
        throw Self.startsValue(byte) ? text.error(.severalDocuments, at: offset) : unexpected("the end of the file")
    }

    /// The byte to be read next; nil at the end.
    var current: UInt8? { offset < text.bytes.count ? text.bytes[offset] : nil }

    // MARK: Collections

    /// The next member with the comma before it, or the bracket that closes the collection.
    private mutating func parseMember(of collection: Int) throws(ManifestError) {
        let isObject = nodes[collection].kind == .object
        let closing = UInt8(ascii: isObject ? "}" : "]")
        if current == closing { return close(collection) }
        if nodes.count > collection + 1 {
            guard current == UInt8(ascii: ",") else {
                throw unexpected(isObject ? "a comma or }" : "a comma or ]")
            }
            let comma = offset
            offset += 1
            try skipBlanks()
            if current == closing {
                guard comments else { throw text.error(.trailingComma, at: comma) }
                return close(collection)
            }
        }
        if isObject { try parseKey() }
        try parseValue()
    }

    private mutating func close(_ collection: Int) {
        offset += 1
        nodes[collection].close(at: offset, next: nodes.count)
        open.removeLast()
    }

    private mutating func parseKey() throws(ManifestError) {
        guard current == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
        try parseString(.key)
        try skipBlanks()
        guard current == UInt8(ascii: ":") else { throw unexpected("a colon") }
        offset += 1
        try skipBlanks()
    }

    // MARK: Values

    private static func startsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): true
        default: false
        }
    }

    private mutating func parseValue() throws(ManifestError) {
        guard let byte = current else { throw unexpected("a value") }
        switch byte {
        case UInt8(ascii: "{"): try openCollection(.object)
        case UInt8(ascii: "["): try openCollection(.array)
        case UInt8(ascii: "\""): try parseString(.string)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = offset
            try skipNumber()
            try append(.number, from: start)
        case UInt8(ascii: "t"): try parseWord("true", .boolean)
        case UInt8(ascii: "f"): try parseWord("false", .boolean)
        case UInt8(ascii: "n"): try parseWord("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func openCollection(_ kind: JSONNode.Kind) throws(ManifestError) {
        guard open.count < limits.maximumDepth else {
            throw text.error(.tooDeep(limit: limits.maximumDepth), at: offset)
        }
        open.append(nodes.count)
        offset += 1
        try append(kind, from: offset - 1)
    }

    private mutating func parseString(_ kind: JSONNode.Kind) throws(ManifestError) {
        let start = offset
        let isEscaped = try skipString()
        try append(kind, from: start, isEscaped: isEscaped)
    }

    private mutating func parseWord(_ word: StaticString, _ kind: JSONNode.Kind) throws(ManifestError) {
        let start = offset
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard text.bytes[offset...].starts(with: letters) else { throw unexpected("a value") }
        offset += letters.count
        try append(kind, from: start)
    }

    private mutating func append(
        _ kind: JSONNode.Kind, from start: Int, isEscaped: Bool = false
    ) throws(ManifestError) {
        guard nodes.count < limits.maximumNodes else {
            throw text.error(.tooManyValues(limit: limits.maximumNodes), at: start)
        }
        nodes.append(JSONNode(kind, start..<offset, next: nodes.count + 1, isEscaped: isEscaped))
    }
}
