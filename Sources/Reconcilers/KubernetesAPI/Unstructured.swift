/// An object of the Kubernetes API, or a part of one, as JSON without a type of its own.
package enum Unstructured: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([Unstructured])
    case object([String: Unstructured])

    /// A member of an object; nil where there is none, and for anything but an object. Setting nil removes it.
    package subscript(key: String) -> Unstructured? {
        get { if case .object(let members) = self { members[key] } else { nil } }
        set {
            guard case .object(var members) = self else { return }
            members[key] = newValue
            self = .object(members)
        }
    }

    /// What a path of members leads to.
    package subscript(path: [String]) -> Unstructured? {
        path.reduce(Optional(self)) { $0?[$1] }
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    package var array: [Unstructured]? { if case .array(let elements) = self { elements } else { nil } }
    package var object: [String: Unstructured]? { if case .object(let members) = self { members } else { nil } }

    package var integer: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }
}

extension Unstructured: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: Unstructured...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Unstructured)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}

/// What every object of the API has.
extension Unstructured {
    package var apiVersion: String { self["apiVersion"]?.string ?? "" }
    package var kind: String { self["kind"]?.string ?? "" }
    package var name: String { self["metadata"]?["name"]?.string ?? "" }
    package var namespace: String? { self["metadata"]?["namespace"]?.string }
    package var generation: Int? { self["metadata"]?["generation"]?.integer }
    package var resourceVersion: String? { self["metadata"]?["resourceVersion"]?.string }
    package var isBeingDeleted: Bool { self["metadata"]?["deletionTimestamp"] != nil }

    package func annotation(_ name: String) -> String? { self["metadata"]?["annotations"]?[name]?.string }
    package func label(_ name: String) -> String? { self["metadata"]?["labels"]?[name]?.string }

    /// `Deployment payments/api`, for people.
    package var title: String { "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }
}
