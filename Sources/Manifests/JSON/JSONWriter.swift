/// How a new value is written where an old scalar stood, so that every reader gets its text back.
///
/// | old scalar | new value | written |
/// |---|---|---|
/// | string | any | a string, escaping only what must be |
/// | number | an integer of at most 15 digits, or a decimal fraction of as many, in its usual spelling | a number |
/// | `true`, `false` | `true` or `false` | without quotes |
/// | number, `true`, `false`, `null` | anything else | a string |
///
/// `1.20`, `1e3`, `-0` and long numbers become strings: most readers hold a number as a double (RFC 8259, section 6),
/// and print it as `1.2`, `1000`, `0`, or with other digits.
enum JSONWriter {
    /// The bytes to put in the place of an old scalar's, and what they are.
    static func write(_ value: String, over old: JSONNode.Kind) -> (bytes: [UInt8], kind: JSONNode.Kind) {
        switch old {
        case .number where isUsualNumber(value): (Array(value.utf8), .number)
        case .boolean where value == "true" || value == "false": (Array(value.utf8), .boolean)
        default: (JSONString.encode(value), .string)
        }
    }

    /// Whether every reader that takes this number for a double prints it in the same letters again.
    static func isUsualNumber(_ text: String) -> Bool {
        var digits = text.utf8[...]
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ $0.allSatisfy(\.isDigit) }) else {
            return false
        }
        guard digits.count <= (parts.count == 1 ? 15 : 16) else { return false }
        guard whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
        guard parts.count == 2 else { return text != "-0" }
        // Doubles below 0.0001 are printed with an exponent by some.
        let fraction = parts[1]
        guard let last = fraction.last, last != UInt8(ascii: "0") else { return false }
        return whole.first != UInt8(ascii: "0") || !fraction.starts(with: "0000".utf8)
    }
}
