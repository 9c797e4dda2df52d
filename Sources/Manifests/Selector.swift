/// A path to one value inside a document.
///
/// `image.tag`, `images[name=api].newTag`, `items[0]`, `metadata.annotations."app.kubernetes.io/version"`.
/// Keys are separated by dots; a key with characters of the grammar stands in quotes, single or double, in which a
/// backslash takes the next quote or backslash literally. `[0]` is the element at an index, counted from 0;
/// `["api"]` is a key, too, as Terraform writes it; `[name=api]` is the one element that is a mapping whose key `name` has the scalar value `api`.
package struct Selector: Sendable, Hashable, CustomStringConvertible {
    /// One step down from a node to one of its children.
    package enum Step: Sendable, Hashable {
        /// Into a mapping, by the text of its key.
        case key(String)
        /// Into a sequence, by index from 0.
        case index(Int)
        /// Into a sequence, to the one mapping whose `key` is the scalar `value`.
        case element(key: String, value: String)
    }

    /// Never empty; at most ``maximumSteps``.
    package let steps: [Step]

    /// No real manifest nests deeper, and every consumer can recurse to this depth.
    package static let maximumSteps = 64

    /// Reads a selector as people write it.
    ///
    /// Throws: ``SelectorError``, which points into `text`.
    package init(_ text: String) throws(SelectorError) {
        var parser = SelectorParser(text)
        steps = try parser.parse()
    }

    /// The canonical text: parses back to an equal selector.
    package var description: String { Self.describe(steps) }

    /// The canonical text of the first steps of a selector.
    static func describe(_ steps: some Sequence<Step>) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += (text.isEmpty ? "" : ".") + quotedIfNeeded(key)
            case .index(let index): text += "[\(index)]"
            case .element(let key, let value): text += "[\(quotedIfNeeded(key))=\(quotedValueIfNeeded(value))]"
            }
        }
        return text
    }

    private static func quotedIfNeeded(_ key: String) -> String {
        !key.isEmpty && key.unicodeScalars.allSatisfy(SelectorParser.isBareInKey) ? key : quoted(key)
    }

    private static func quotedValueIfNeeded(_ value: String) -> String {
        !value.isEmpty && value.unicodeScalars.allSatisfy(SelectorParser.isBareInValue) ? value : quoted(value)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}
