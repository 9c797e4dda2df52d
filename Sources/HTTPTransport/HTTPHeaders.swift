/// The header fields of a request or an answer: names compare without case, and a name may occur more than once.
///
/// The description shows names only, since values carry tokens.
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// Every field in order, as it was set or received.
    package private(set) var fields: [(name: String, value: String)] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The first value of `name`; setting it replaces every field of that name, and nil removes them.
    package subscript(name: String) -> String? {
        get { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
        set {
            fields.removeAll { $0.name.equalsIgnoringCase(name) }
            if let newValue { fields.append((name: name, value: newValue)) }
        }
    }

    /// Every value of `name`, in order; comma-separated lists inside one field are not split.
    package func all(_ name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// Adds a field and keeps those of the same name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append((name: name, value: value))
    }

    /// These fields without those whose name `keep` refuses.
    func filtered(_ keep: (String) -> Bool) -> HTTPHeaders {
        var copy = self
        copy.fields.removeAll { !keep($0.name) }
        return copy
    }
}

extension HTTPHeaders: CustomStringConvertible {
    package var description: String { "[" + fields.map(\.name).joined(separator: ", ") + "]" }
}

extension HTTPHeaders: CustomDebugStringConvertible, CustomReflectable {
    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// Equality of ASCII names without case (RFC 9110, 5.1).
    func equalsIgnoringCase(_ other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.lowercased == $1.lowercased }
    }
}

extension UInt8 {
    /// The ASCII letter in lower case; any other byte as it is.
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
