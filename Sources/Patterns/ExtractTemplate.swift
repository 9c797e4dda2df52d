/// A text to make out of a match: `$name`, `${name}`, `$1`, `${1}` stand for a group, `$0` for the whole match and
/// `$$` for a dollar sign.
///
/// A name without braces is as long as letters, digits and underscores go, as in Go's `Regexp.Expand`: `$1x` asks for
/// a group `1x`; write `${1}x`. A group that took no part in the match gives nothing.
package struct ExtractTemplate: Sendable, Hashable, CustomStringConvertible {
    /// The longest source, in UTF-8 bytes.
    package static let maximumLength = 1024

    package let source: String
    private let pieces: [Piece]

    private enum Piece: Hashable {
        case literal(String)
        case group(Int)
    }

    /// Reads a template. Throws where it names a group that the expression does not have, and where a `$` stands
    /// before anything else than a name, a number or another `$`.
    package init(_ source: String, for pattern: Pattern) throws(PatternError) {
        guard source.utf8.count <= Self.maximumLength else {
            throw PatternError(
                offset: Self.maximumLength, message: "the template is longer than \(Self.maximumLength) bytes")
        }
        var reader = Reader(rest: source[...], pattern: pattern)
        self.source = source
        pieces = try reader.pieces()
    }

    /// The text that the template makes of a match of the expression that it was made for.
    package func expand(_ match: PatternMatch) -> String {
        if pieces.count == 1, case .group(let number) = pieces[0] { return match[number].map(String.init) ?? "" }
        return pieces.reduce(into: "") { text, piece in
            switch piece {
            case .literal(let literal): text += literal
            case .group(let number): text += match[number] ?? ""
            }
        }
    }

    package var description: String { source }

    private struct Reader {
        var rest: Substring
        let pattern: Pattern

        mutating func pieces() throws(PatternError) -> [Piece] {
            var pieces: [Piece] = []
            while !rest.isEmpty {
                let literal = rest.prefix { $0 != "$" }
                if !literal.isEmpty { pieces.append(.literal(String(literal))) }
                rest = rest[literal.endIndex...]
                if !rest.isEmpty { pieces.append(try reference()) }
            }
            return pieces
        }

        private mutating func reference() throws(PatternError) -> Piece {
            let dollar = rest.startIndex
            rest.removeFirst()
            if rest.first == "$" {
                rest.removeFirst()
                return .literal("$")
            }
            let braced = rest.first == "{"
            if braced { rest.removeFirst() }
            let name = rest.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
            rest = rest[name.endIndex...]
            if braced {
                guard rest.first == "}" else { throw fault(at: rest.startIndex, "`${` is not closed by `}`") }
                rest.removeFirst()
            }
            guard !name.isEmpty else {
                throw fault(at: dollar, "`$` stands before no group's name; a dollar sign itself is written `$$`")
            }
            return .group(try number(of: name, at: dollar))
        }

        private func number(of name: Substring, at dollar: String.Index) throws(PatternError) -> Int {
            if let number = pattern.groupNames[String(name)] { return number }
            if name.allSatisfy(\.isNumber), let number = Int(name), number <= pattern.groupCount { return number }
            let known = pattern.groupNames.sorted { $0.value < $1.value }.map { "$" + $0.key }
            let numbered = pattern.groupCount == 0 ? "$0" : "$0 to $\(pattern.groupCount)"
            let digits = name.prefix { $0.isNumber }
            let hint =
                digits.isEmpty || digits.count == name.count
                ? "" : "; for group \(digits) before a letter write ${\(digits)}"
            throw fault(
                at: dollar,
                "the expression has no group `\(name)`; it has \((known + [numbered]).joined(separator: ", "))\(hint)")
        }

        private func fault(at index: String.Index, _ message: String) -> PatternError {
            PatternError(offset: rest.base.utf8.distance(from: rest.base.startIndex, to: index), message: message)
        }
    }
}
