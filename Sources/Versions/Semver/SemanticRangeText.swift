/// Reads the text of a range as the regular expressions of constraints.go do, by hand: there is no text that they can
/// read in two ways, so a scan from left to right finds what they find, in linear time.
enum SemanticRangeText {
    /// `rewriteRange`: each `a - b` becomes `>= a, <= b`, before anything else is looked at.
    ///
    /// Its quirks are kept: the blanks after `b` go (`1 - 2 3` ends at 23), a match may begin inside of a word, and what
    /// is replaced is the first place in the text that reads like the match.
    static func rewritingHyphens(in source: [UInt8]) -> [UInt8] {
        var text = source
        var position = 0
        while position < source.count {
            guard let match = hyphenRange(in: source, at: position) else {
                position += 1
                continue
            }
            let replacement = Array(">= ".utf8) + source[match.from] + Array(", <= ".utf8) + source[match.to]
            text.replace(source[position..<match.end], with: replacement, maxReplacements: 1)
            position = match.end
        }
        return text
    }

    /// The comparators of one alternative: blanks or one comma between them, and at least one of them.
    /// (`validConstraintRegex`, then `findConstraintRegex`.)
    static func comparators(in text: ArraySlice<UInt8>) throws(SemanticRangeError) -> [SemanticComparator] {
        var comparators: [SemanticComparator] = []
        var position = skipBlanks(in: text, from: text.startIndex)
        repeat {
            let (comparison, afterOperator) = comparison(in: text, at: position)
            let start = skipBlanks(in: text, from: afterOperator)
            guard let version = SemanticBoundText(in: text, at: start) else {
                throw fault(
                    text,
                    start == text.endIndex ? "a version is missing" : "no version begins at `\(rest(text, start))`")
            }
            guard let comparator = version.comparator(comparison, in: text) else {
                throw fault(text, "`\(String(decoding: text[version.range], as: UTF8.self))` is not a version")
            }
            comparators.append(comparator)
            let end = version.range.upperBound
            position = skipBlanks(in: text, from: end)
            if position < text.endIndex, text[position] == UInt8(ascii: ",") {
                position = skipBlanks(in: text, from: position + 1)
                if position == text.endIndex { throw fault(text, "nothing follows the last comma") }
            } else if position == end, position < text.endIndex {
                throw fault(text, "`\(rest(text, end))` follows a version without a blank or a comma")
            }
        } while position < text.endIndex
        return comparators
    }

    /// `constraintRangeRegex`, anchored at a position.
    private static func hyphenRange(in text: [UInt8], at position: Int) -> (from: Range<Int>, to: Range<Int>, end: Int)?
    {
        let start = skipBlanks(in: text[...], from: position)
        guard let from = SemanticBoundText(in: text[...], at: start)?.range else { return nil }
        let hyphen = skipBlanks(in: text[...], from: from.upperBound)
        guard hyphen > from.upperBound, hyphen < text.count, text[hyphen] == UInt8(ascii: "-") else { return nil }
        let second = skipBlanks(in: text[...], from: hyphen + 1)
        guard second > hyphen + 1, let to = SemanticBoundText(in: text[...], at: second)?.range else { return nil }
        return (from, to, skipBlanks(in: text[...], from: to.upperBound))
    }

    /// The operator at a position and where it ends; none is `=`.
    private static func comparison(
        in text: ArraySlice<UInt8>, at position: Int
    ) -> (SemanticComparator.Comparison, Int) {
        let operators: [(String, SemanticComparator.Comparison)] = [
            ("!=", .notEqual), (">=", .greaterOrEqual), ("=>", .greaterOrEqual), ("<=", .lessOrEqual),
            ("=<", .lessOrEqual), ("~>", .tilde), ("=", .equal), (">", .greater), ("<", .less), ("~", .tilde),
            ("^", .caret),
        ]
        for (sign, comparison) in operators where text[position...].starts(with: sign.utf8) {
            return (comparison, position + sign.utf8.count)
        }
        return (.equal, position)
    }

    /// Skips what Go's `\s` stands for.
    private static func skipBlanks(in text: ArraySlice<UInt8>, from position: Int) -> Int {
        text[position...].firstIndex { ![0x20, 0x09, 0x0A, 0x0C, 0x0D].contains($0) } ?? text.endIndex
    }

    private static func rest(_ text: ArraySlice<UInt8>, _ position: Int) -> String {
        String(decoding: text[position...], as: UTF8.self)
    }

    private static func fault(_ text: ArraySlice<UInt8>, _ reason: String) -> SemanticRangeError {
        SemanticRangeError(piece: String(decoding: text, as: UTF8.self), reason: reason)
    }
}
