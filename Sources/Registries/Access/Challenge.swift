/// One challenge of a `WWW-Authenticate` field: a scheme and its parameters (RFC 9110, 11.6.1).
struct Challenge: Hashable, Sendable {
    /// In lower case.
    var scheme: String
    /// Names in lower case.
    var parameters: [String: String]

    /// Every challenge in the fields' values. What follows the first malformed part of a value is ignored.
    static func parse(_ values: [String]) -> [Challenge] {
        values.flatMap { value in
            var scanner = ChallengeScanner(value)
            return scanner.challenges()
        }
    }
}

/// Reads challenges separated by commas, which also separate the parameters inside one challenge.
private struct ChallengeScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ value: String) {
        bytes = Array(value.utf8.prefix(8192))
    }

    mutating func challenges() -> [Challenge] {
        var found: [Challenge] = []
        skipSeparators()
        while let word = token() {
            let afterWord = position
            skipBlanks()
            if peek == UInt8(ascii: "="), !found.isEmpty, let value = parameterValue() {
                found[found.count - 1].parameters[word.lowercased()] = value
            } else {
                position = afterWord
                // A scheme: the end, a comma or a blank follows. `token68` credentials do not occur in what we use.
                found.append(Challenge(scheme: word.lowercased(), parameters: [:]))
            }
            skipSeparators()
        }
        return found
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { position += 1 }
    }

    private mutating func skipSeparators() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") { position += 1 }
    }

    private mutating func token() -> String? {
        let start = position
        while let byte = peek, byte > 0x20, byte < 0x7F, !"(),/:;<=>?@[\\]{}\"".utf8.contains(byte) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    /// `= token` or `= "quoted \" string"`. Unquoted values may hold the characters of URLs, as some servers send them.
    private mutating func parameterValue() -> String? {
        position += 1
        skipBlanks()
        guard peek == UInt8(ascii: "\"") else {
            let start = position
            while let byte = peek, byte > 0x20, byte != UInt8(ascii: ",") { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        position += 1
        var value: [UInt8] = []
        while let byte = peek {
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), let escaped = peek {
                position += 1
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        return nil
    }
}
