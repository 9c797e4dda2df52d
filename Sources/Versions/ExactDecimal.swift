/// A decimal number of any length: `[+-]?[0-9]+(\.[0-9]+)?`, kept digit for digit, so that nothing is ever rounded.
/// There is no exponent. 1.10 equals 1.1, and -0 equals 0.
struct ExactDecimal: RankKey {
    private let isNegative: Bool
    /// Without leading zeros; empty for 0.
    private let whole: String
    /// Without trailing zeros; empty for 0.
    private let fraction: String

    /// Nil where the text is not such a number.
    init?(_ text: String) {
        var rest = text.utf8[...]
        let sign = rest.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix(while: \.isASCIIDigit)
        rest = rest[whole.endIndex...]
        guard !whole.isEmpty else { return nil }
        var fraction = rest[rest.endIndex...]
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isASCIIDigit)
            rest = rest[fraction.endIndex...]
            guard !fraction.isEmpty else { return nil }
        }
        guard rest.isEmpty else { return nil }
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        self.whole = String(Substring(whole.drop { $0 == UInt8(ascii: "0") }))
        self.fraction = String(Substring(fraction))
        isNegative = sign == UInt8(ascii: "-") && !(self.whole.isEmpty && self.fraction.isEmpty)
    }

    /// The sign, the number of digits before the point, and the first seven digits.
    var prefix: UInt64 {
        var prefix = PrefixBits()
        prefix.append(UInt64(min(whole.utf8.count, 127)), width: 7)
        if whole.utf8.count < 127 {
            for digit in [whole.utf8.prefix(7), fraction.utf8.prefix(7)].joined().prefix(7) {
                prefix.append(UInt64(digit), width: 8)
            }
        }
        let magnitude = prefix.bits >> 1
        return isNegative ? (1 << 63) - 1 - magnitude : 1 << 63 | magnitude
    }

    func precedence(over other: ExactDecimal) -> Precedence {
        if isNegative != other.isNegative { return isNegative ? .lower : .higher }
        let magnitude = magnitude(over: other)
        return isNegative ? magnitude.reversed : magnitude
    }

    private func magnitude(over other: ExactDecimal) -> Precedence {
        let lengths = Precedence(of: whole.utf8.count, over: other.whole.utf8.count)
        if lengths != .equal { return lengths }
        let wholes = Precedence(ofBytes: whole, over: other.whole)
        return wholes != .equal ? wholes : Precedence(ofBytes: fraction, over: other.fraction)
    }
}
