/// A scalar's text in each of YAML's styles of one line.
enum YAMLText {
    /// In double quotes, with an escape for all that does not print on one line (YAML 1.2.2, section 5.7).
    static func doubleQuoted(_ value: String) -> [UInt8] {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if isPrintableOnOneLine(scalar) { text.unicodeScalars.append(scalar) } else { text += escape(scalar) }
            }
        }
        return Array((text + "\"").utf8)
    }

    /// In single quotes; the value must be printable on one line.
    static func singleQuoted(_ value: String) -> [UInt8] {
        var bytes = [UInt8(ascii: "'")]
        for byte in value.utf8 {
            bytes.append(byte)
            if byte == UInt8(ascii: "'") { bytes.append(byte) }
        }
        return bytes + [UInt8(ascii: "'")]
    }

    static func isPrintableOnOneLine(_ value: String) -> Bool { value.unicodeScalars.allSatisfy(isPrintableOnOneLine) }

    /// Whether the value can stand without quotes in block and flow context, before and after anything.
    ///
    /// Narrower than YAML: what is left out is quoted, which is never wrong.
    static func isPlainSafe(_ value: String) -> Bool {
        guard let first = value.unicodeScalars.first, let last = value.unicodeScalars.last else { return false }
        guard isWordScalar(first) || ["_", ".", "/", "$", "+"].contains(first), last != ":" else { return false }
        return value.unicodeScalars.allSatisfy { isWordScalar($0) || plainPunctuation.contains($0) }
    }

    private static let plainPunctuation = Set("_./$@-+~=:;^%*()<>!".unicodeScalars)

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) }
        return scalar.properties.isAlphabetic && isPrintableOnOneLine(scalar)
    }

    /// YAML's printable characters (YAML 1.2.2, section 5.1) without the line ends of YAML 1.1; a tab is one.
    private static func isPrintableOnOneLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
    }
}
