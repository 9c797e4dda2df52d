/// The type that a YAML reader gives a plain, untagged scalar.
package enum PlainType: Sendable, Hashable {
    case null, boolean, integer, float, timestamp, string
    /// `<<` and `=` of YAML 1.1.
    case special

    /// By YAML 1.2's core schema (YAML 1.2.2, section 10.3.2).
    package static func core(_ text: String) -> PlainType {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "false", "False", "FALSE": return .boolean
        case ".nan", ".NaN", ".NAN": return .float
        default: break
        }
        var number = NumberScanner(text)
        if number.isPrefixed(by: "o", of: "0"..."7") || number.isPrefixedHexadecimal() { return .integer }
        number.skipSign()
        if number.isInfinity() { return .float }
        return number.decimal(allowingUnderscores: false)
    }

    /// By YAML 1.1's types (yaml.org/type), widened by what go-yaml, PyYAML, js-yaml and Psych take beyond them.
    ///
    /// Where readers disagree the answer is the type that any of them gives: it decides whether to quote.
    package static func version11(_ text: String) -> PlainType {
        switch text {
        case "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO": return .boolean
        case "on", "On", "ON", "off", "Off", "OFF": return .boolean
        case "<<", "=": return .special
        default: break
        }
        let core = core(text)
        guard core == .string else { return core }
        var number = NumberScanner(text)
        if number.isTimestamp() { return .timestamp }
        number.skipSign()
        if number.isPrefixed(by: "b", of: "0"..."1") || number.isPrefixed(by: "o", of: "0"..."7") { return .integer }
        if number.isPrefixedHexadecimal() { return .integer }
        let decimal = number.decimal(allowingUnderscores: true)
        return decimal == .string ? number.sexagesimal() : decimal
    }

    /// Whether every reader gets this text from a plain scalar as a string.
    package static func isString(_ text: String) -> Bool { version11(text) == .string }
}

extension PlainType {
    /// An integer as every reader prints it again: no sign but a minus, no leading zero, at most 15 digits.
    static func isUsualInteger(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.utf8.dropFirst() : text.utf8[...]
        guard (1...15).contains(digits.count), core(text) == .integer, version11(text) == .integer else { return false }
        return digits.allSatisfy(\.isDigit)
            && (digits.first != UInt8(ascii: "0") || text == "0")
    }

    static func isUsualBoolean(_ text: String) -> Bool { text == "true" || text == "false" }
}
