/// Recognises the spellings of numbers and times that YAML's schemas know.
///
/// Each question is about the whole rest of the text and leaves the scanner where it was.
struct NumberScanner {
    private let bytes: [UInt8]
    private var start = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Moves past one `+` or `-`.
    mutating func skipSign() {
        if start < bytes.count, bytes[start] == UInt8(ascii: "+") || bytes[start] == UInt8(ascii: "-") { start += 1 }
    }

    func isInfinity() -> Bool {
        [".inf", ".Inf", ".INF"].contains { bytes[start...].elementsEqual($0.utf8) }
    }

    /// `0o17`, `0b1_0`: zero, the letter in either case, then digits and underscores.
    func isPrefixed(by letter: Unicode.Scalar, of digits: ClosedRange<Unicode.Scalar>) -> Bool {
        isPrefixed(by: letter) { digits.contains(Unicode.Scalar($0)) }
    }

    func isPrefixedHexadecimal() -> Bool {
        isPrefixed(by: "x") { Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }
    }

    private func isPrefixed(by letter: Unicode.Scalar, isDigit: (UInt8) -> Bool) -> Bool {
        guard bytes.count > start + 2, bytes[start] == UInt8(ascii: "0"), bytes[start + 1] | 0x20 == letter.value else {
            return false
        }
        return bytes[(start + 2)...].allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// `.integer` for digits, `.float` with a dot or an exponent, else `.string`.
    func decimal(allowingUnderscores underscores: Bool) -> PlainType {
        var index = start
        let whole = skipDigits(&index, underscores: underscores)
        if index == bytes.count { return whole > 0 ? .integer : .string }
        var fraction = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            fraction = skipDigits(&index, underscores: underscores)
        }
        guard whole + fraction > 0 else { return .string }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard skipDigits(&index, underscores: underscores) > 0 else { return .string }
        }
        return index == bytes.count ? .float : .string
    }

    /// Base 60 of YAML 1.1: `1:30`, `190:20:30`, `1:30.5`.
    func sexagesimal() -> PlainType {
        var index = start
        guard skipDigits(&index, underscores: true) > 0 else { return .string }
        var groups = 0
        while index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            index += 1
            guard (1...2).contains(skipDigits(&index, underscores: false)) else { return .string }
            groups += 1
        }
        guard groups > 0 else { return .string }
        if index == bytes.count { return .integer }
        guard bytes[index] == UInt8(ascii: ".") else { return .string }
        index += 1
        skipDigits(&index, underscores: true)
        return index == bytes.count ? .float : .string
    }

    /// A date, alone or followed by a time in any spelling: `2024-01-02`, `2024-1-2T03:04:05Z`.
    func isTimestamp() -> Bool {
        var index = start
        guard skipDigits(&index, underscores: false) == 4 else { return false }
        for _ in 0..<2 {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "-") else { return false }
            index += 1
            guard (1...2).contains(skipDigits(&index, underscores: false)) else { return false }
        }
        guard index < bytes.count else { return true }
        guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " "), UInt8(ascii: "\t")].contains(bytes[index])
        else {
            return false
        }
        return bytes.dropFirst(index + 1).contains(UInt8(ascii: ":"))
    }

    /// Moves past digits (and underscores and Psych's commas between them), and answers how many digits there were.
    @discardableResult
    private func skipDigits(_ index: inout Int, underscores: Bool) -> Int {
        var count = 0
        while index < bytes.count {
            let byte = bytes[index]
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                count += 1
            } else if !underscores || count == 0 || (byte != UInt8(ascii: "_") && byte != UInt8(ascii: ",")) {
                break
            }
            index += 1
        }
        return count
    }
}
