/// Texts in quotes, between what a file has and what a reader gets.
enum HCLText {
    /// The text of a literal without its quotes; the lexer has checked the escapes.
    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return withoutTemplateEscapes(text) }
        let scalars = Array(withoutTemplateEscapes(text).unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "\\", index + 1 < scalars.count else {
                result.append(scalars[index])
                index += 1
                continue
            }
            switch scalars[index + 1] {
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "t": result.append("\t")
            case "u", "U":
                let length = scalars[index + 1] == "u" ? 4 : 8
                let digits = scalars[(index + 2)...].prefix(length).map { Character($0) }
                result.append(UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
                index += length
            default: result.append(scalars[index + 1])
            }
            index += 2
        }
        return String(result)
    }

    /// In double quotes, by the escapes of the specification: readable where it can be.
    static func quoted(_ value: String) -> [UInt8] {
        var result = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in withTemplateEscapes(value).unicodeScalars {
            switch scalar {
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            default:
                if isReadable(scalar) {
                    result.append(scalar)
                } else {
                    result.append(contentsOf: escape(scalar).unicodeScalars)
                }
            }
        }
        result.append("\"")
        return Array(String(result).utf8)
    }

    private static func isReadable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
        default: true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let length = scalar.value > 0xFFFF ? 8 : 4
        return (length == 8 ? "\\U" : "\\u") + String(repeating: "0", count: length - digits.count) + digits
    }

    /// `${` to `$${`, and `%{` to `%%{`.
    static func withTemplateEscapes(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "{", let last, last == "$" || last == "%" { result.append(last) }
            result.append(scalar)
            last = scalar
        }
        return String(result)
    }

    /// `$${` to `${`, and `%%{` to `%{`, from left to right.
    static func withoutTemplateEscapes(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            result.append(scalar)
            let isEscape = (scalar == "$" || scalar == "%") && scalars[(index + 1)...].starts(with: [scalar, "{"])
            if isEscape { result.append("{") }
            index += isEscape ? 3 : 1
        }
        return String(result)
    }
}
