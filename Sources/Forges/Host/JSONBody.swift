/// A JSON value to be sent.
enum JSONBody: Sendable, Hashable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSONBody])
    case object([String: JSONBody])

    /// The text, or nothing to be sent at all.
    static func optional(_ text: String?) -> JSONBody? { text.map { .text($0) } }

    static func texts(_ texts: some Sequence<String>) -> JSONBody { .list(texts.sorted().map { .text($0) }) }

    /// An object of the members that have a value.
    static func of(_ members: [String: JSONBody?]) -> JSONBody { .object(members.compactMapValues(\.self)) }
}

extension JSONBody: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension JSONBody: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .list(let list): try container.encode(list)
        case .object(let members): try container.encode(members)
        }
    }
}
