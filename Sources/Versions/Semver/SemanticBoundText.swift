/// Where a range's text states a version, perhaps with wildcards: `cvRegex` of constraints.go.
struct SemanticBoundText {
    let range: Range<Int>
    /// The one to three parts between dots, each of digits, wildcards and (a slip of that expression) bars.
    private let parts: [Range<Int>]
    /// With its `-`; empty when there is none.
    private let preRelease: Range<Int>

    /// The longest version that begins at the position; nil when none does.
    init?(in text: ArraySlice<UInt8>, at start: Int) {
        var position = start
        if position < text.endIndex, text[position] == UInt8(ascii: "v") { position += 1 }
        var parts: [Range<Int>] = []
        while parts.count < 3 {
            let part = parts.isEmpty ? position : position + 1
            if !parts.isEmpty, position == text.endIndex || text[position] != UInt8(ascii: ".") { break }
            let end = Self.end(of: \.isBoundByte, in: text, from: part)
            if end == part { break }
            parts.append(part..<end)
            position = end
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
        let plain = position
        position = Self.suffixEnd(after: UInt8(ascii: "-"), in: text, from: position)
        preRelease = plain..<position
        position = Self.suffixEnd(after: UInt8(ascii: "+"), in: text, from: position)
        range = start..<position
    }

    /// `parseConstraint`: the first part that is missing or a wildcard makes itself and the rest 0, whatever they say.
    /// Nil when what is left is not a version (`NewVersion`).
    func comparator(
        _ comparison: SemanticComparator.Comparison, in text: ArraySlice<UInt8>
    ) -> SemanticComparator? {
        let stated = parts.prefix { !Self.isWildcard(text[$0]) }
        let numbers = stated.map { String(decoding: text[$0], as: UTF8.self) }
        let zeros = Array(repeating: "0", count: 3 - numbers.count)
        let version = (numbers + zeros).joined(separator: ".") + String(decoding: text[preRelease], as: UTF8.self)
        guard let bound = try? SemanticVersion(version) else { return nil }
        let precision: [SemanticComparator.Stated] = [.nothing, .major, .minor, .all]
        return SemanticComparator(comparison: comparison, bound: bound, stated: precision[numbers.count])
    }

    private static func isWildcard(_ part: ArraySlice<UInt8>) -> Bool {
        part.count == 1 && [UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "*")].contains(part[part.startIndex])
    }

    /// The end of a sign and the dot-separated identifiers after it; the start when they are not there.
    private static func suffixEnd(after sign: UInt8, in text: ArraySlice<UInt8>, from start: Int) -> Int {
        var end = start
        var separator = sign
        while end < text.endIndex, text[end] == separator {
            let next = Self.end(of: \.isIdentifierByte, in: text, from: end + 1)
            if next == end + 1 { break }
            end = next
            separator = UInt8(ascii: ".")
        }
        return end
    }

    private static func end(of allowed: (UInt8) -> Bool, in text: ArraySlice<UInt8>, from start: Int) -> Int {
        text[start...].firstIndex { !allowed($0) } ?? text.endIndex
    }
}

extension UInt8 {
    /// `[0-9|x|X|\*]`.
    var isBoundByte: Bool {
        isASCIIDigit || [UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "*"), UInt8(ascii: "|")].contains(self)
    }
}
