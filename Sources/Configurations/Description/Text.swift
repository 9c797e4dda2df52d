import Manifests

/// Why a text was refused: what is wrong and what is allowed, and where in the text if that is known.
struct Complaint: Error {
    let message: String
    /// UTF-8 bytes from the start of the text.
    let offset: Int?

    init(_ message: String, at offset: Int? = nil) {
        self.message = message
        self.offset = offset
    }
}

/// A scalar that `parse` makes something of. The text is never empty and has no control characters.
///
/// The complaint of a secret's parser must not repeat the text.
func text<Output: Sendable>(
    _ shape: TextShape, parse: @escaping @Sendable (String, Decoding) throws(Complaint) -> Output
) -> Value<Output> {
    Value(.text(shape)) { node, decoding in
        guard decoding.hasNoTag(node) else { return nil }
        guard let scalar = node.scalar else {
            decoding.refuse(node, expected: .text(shape))
            return nil
        }
        switch Decoding.type(scalar, tag: node.tag) {
        case .null, .boolean:
            decoding.refuse(node, expected: .text(shape))
            return nil
        default: break
        }
        do throws(Complaint) {
            return try parse(try checked(scalar.value, shape), decoding)
        } catch {
            decoding.refuse(at: decoding.location(of: error.offset, in: node), error.message)
            return nil
        }
    }
}

/// A scalar taken letter by letter.
func text(_ shape: TextShape) -> Value<String> {
    text(shape) { (text: String, _) throws(Complaint) in text }
}

/// One of the words of an enumeration, each with what it means.
func word<Output: Sendable>(
    _ name: String, later: [Later] = [], _ words: KeyValuePairs<String, (value: Output, meaning: String)>
) -> Value<Output> {
    let shape = TextShape(name: name, words: words.map { .init(text: $0.key, meaning: $0.value.meaning) }, later: later)
    let known = Dictionary(words.map { ($0.key, $0.value.value) }) { first, _ in first }
    return text(shape) { (text: String, _) throws(Complaint) in
        if let value = known[text] { return value }
        if let later = later.first(where: { $0.name == text }) { throw Complaint(later.refusal) }
        throw Complaint(
            "\(quoted(text)) is not \(name); use \(shape.expectation)" + didYouMean(text, among: known.keys))
    }
}

/// `true` or `false`; YAML 1.1's `yes` and `on` are texts in YAML 1.2, and are refused.
let boolean = Value<Bool>(.boolean) { node, decoding in
    if decoding.hasNoTag(node), let scalar = node.scalar, Decoding.type(scalar, tag: node.tag) == .boolean {
        return scalar.value.lowercased() == "true"
    }
    decoding.refuse(node, expected: .boolean)
    return nil
}

/// A number in a range, bounds included.
func number(_ range: ClosedRange<Double>) -> Value<Double> { number(range, isInteger: false) { $0 } }

/// A whole number in a range.
func wholeNumber(_ range: ClosedRange<Int>) -> Value<Int> {
    number(Double(range.lowerBound)...Double(range.upperBound), isInteger: true) { Int($0) }
}

private func number<Output: Sendable>(
    _ range: ClosedRange<Double>, isInteger: Bool, _ convert: @escaping @Sendable (Double) -> Output
) -> Value<Output> {
    let shape = Shape.number(range, isInteger: isInteger)
    return Value(shape) { node, decoding in
        guard decoding.hasNoTag(node), let scalar = node.scalar else {
            decoding.refuse(node, expected: shape)
            return nil
        }
        let type = Decoding.type(scalar, tag: node.tag)
        guard type == .integer || type == .float && !isInteger, let value = Double(scalar.value), range.contains(value)
        else {
            decoding.refuse(node, expected: shape)
            return nil
        }
        return convert(value)
    }
}

private let maximumTextLength = 4096

private func checked(_ text: String, _ shape: TextShape) throws(Complaint) -> String {
    if text.isEmpty { throw Complaint("the text is empty; expected \(shape.expectation)") }
    if text.utf8.count > maximumTextLength { throw Complaint("the text is longer than \(maximumTextLength) bytes") }
    if let bad = text.utf8.firstIndex(where: { $0 < 0x20 || $0 == 0x7F }) {
        throw Complaint(
            "line breaks, tabs and control characters are not allowed here; expected \(shape.expectation)",
            at: text.utf8.distance(from: text.startIndex, to: bad))
    }
    return text
}

extension Decoding {
    /// Where a byte of a scalar's text stands in the file; the scalar's start where escapes may make that unknown.
    ///
    /// A scalar that goes over several lines is taken for one that does not, as the node does not tell.
    func location(of offset: Int?, in node: YAMLNode) -> Location {
        let start = location(node.position)
        guard let offset, let scalar = node.scalar, offset <= scalar.value.utf8.count else { return start }
        let quote: Int
        switch scalar.style {
        case .plain: quote = 0
        case .singleQuoted where !scalar.value.contains("'"): quote = 1
        // What is written with escapes could always be written without where it is printable ASCII.
        case .doubleQuoted
        where scalar.value.utf8.allSatisfy { (0x20..<0x7F).contains($0) && !"\"\\".utf8.contains($0) }:
            quote = 1
        default: return start
        }
        let before = String(decoding: scalar.value.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count
        return Location(file: start.file, line: start.line, column: start.column + quote + before)
    }
}
