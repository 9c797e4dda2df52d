/// What a value may be, as data: errors, the JSON Schemas and the tables of the documentation are made of it.
indirect enum Shape: Sendable {
    case text(TextShape)
    case boolean
    case number(ClosedRange<Double>, isInteger: Bool)
    case list(Shape, atLeast: Int)
    /// A mapping whose keys the writer chooses.
    case table(keys: TextShape, values: Shape, atLeast: Int)
    case mapping(MappingShape)
    /// One of several shapes of different kinds of node.
    case choice([Shape])

    /// What is expected, for an error: `a duration such as 30m`, `a list`.
    var expectation: String {
        switch self {
        case .text(let text): text.expectation
        case .boolean: "true or false"
        case .number(let range, let isInteger):
            "\(isInteger ? "a whole number" : "a number") from \(number(range.lowerBound)) to \(number(range.upperBound))"
        case .list: "a list"
        case .table(let keys, _, _): "a mapping from \(keys.name) to its value"
        case .mapping(let mapping): "a mapping with the keys of \(mapping.name)"
        case .choice(let shapes): shapes.map(\.expectation).joined(separator: ", or ")
        }
    }

    /// Whether a secret stands there, or below there.
    var holdsSecret: Bool {
        switch self {
        case .text(let text): text.isSecret
        case .boolean, .number: false
        case .list(let element, _): element.holdsSecret
        case .table(_, let values, _): values.holdsSecret
        case .mapping(let mapping): mapping.fields.contains { $0.shape.holdsSecret }
        case .choice(let shapes): shapes.contains(where: \.holdsSecret)
        }
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}

/// A text, and which texts are allowed.
struct TextShape: Sendable {
    /// `a duration`, `the name of an environment`.
    var name: String
    /// How one looks, for errors and the schema; nil where the name says enough.
    var example: String?
    /// An ECMA 262 expression that every allowed text matches; the decoder may allow less.
    var pattern: String?
    /// The only words allowed, and what each means; empty where any text of the pattern is.
    var words: [Word] = []
    /// Words that a later version brings.
    var later: [Later] = []
    /// Whether a text may be written that YAML reads as a number (`1.20`); it is then taken letter by letter.
    var acceptsNumbers = false
    /// Whether its value is a reference to a secret: only such a key may name one, and no error repeats what stands there.
    var isSecret = false

    /// One allowed word.
    struct Word: Sendable {
        let text: String
        let meaning: String
    }

    var expectation: String {
        if words.count == 1 { return quoted(words[0].text) }
        if !words.isEmpty { return "one of " + words.map { quoted($0.text) }.joined(separator: ", ") }
        return example.map { "\(name) such as \(quoted($0))" } ?? name
    }
}

/// A mapping with known keys.
struct MappingShape: Sendable {
    /// `a stage`, `sluice.yaml`.
    let name: String
    let fields: [FieldShape]
    /// Keys that a later version brings: known, and refused.
    let later: [Later]
    let rules: [KeyRule]

    var keys: [String] { fields.map(\.key) }
}

/// One key of a mapping.
struct FieldShape: Sendable {
    let key: String
    let shape: Shape
    /// One or two sentences.
    let meaning: String
    let isRequired: Bool
    /// The text that stands for the value where the key is missing.
    let defaultText: String?
}

/// A key or a word that is known, and that this version cannot honour.
struct Later: Sendable {
    let name: String
    /// What it will bring, as the end of the sentence `… brings`.
    let brings: String

    /// A key that is ignored could be a protection that is ignored: it refuses the configuration instead.
    var refusal: String {
        "\(quoted(name)) is known and not built yet (it will bring \(brings)); remove it, as nothing here is ever ignored"
    }
}

/// What must hold among the keys of one mapping.
enum KeyRule: Sendable {
    case exactlyOne([String])
    case atLeastOne([String])
    /// The first key means something only beside the second.
    case needs(String, String)
    /// The first key means something only beside one of the others.
    case needsOne(String, of: [String])
}
