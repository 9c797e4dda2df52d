/// The terminals of the distribution reference grammar (github.com/distribution/reference, regexp.go).
package enum ImageGrammar {
    /// A host name, an IPv4 address or an IPv6 address in brackets, with or without a port (1 to 65535).
    package static func isRegistry(_ text: String) -> Bool {
        var host = text[...]
        if host.first == "[" {
            guard let end = host.firstIndex(of: "]") else { return false }
            let address = host[host.index(after: host.startIndex)..<end].utf8
            let isAddress = address.allSatisfy {
                $0.isHexadecimalDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
            guard isAddress, address.contains(UInt8(ascii: ":")) else { return false }
            host = host[host.index(after: end)...]
            return host.isEmpty || (host.first == ":" && isPort(host.dropFirst()))
        }
        if let colon = host.firstIndex(of: ":") {
            guard isPort(host[host.index(after: colon)...]) else { return false }
            host = host[..<colon]
        }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
                && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
        }
    }

    /// Path components of small letters and digits, separated inside by one dot, one or two underscores, or dashes.
    static func isRepository(_ text: String) -> Bool {
        text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { isPathComponent($0) }
    }

    package static func isPathComponent(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, isLower(first), isLower(last) else { return false }
        return bytes.split(whereSeparator: isLower).allSatisfy { separator in
            switch separator.first {
            case UInt8(ascii: "."): separator.count == 1
            case UInt8(ascii: "_"): separator.count <= 2 && separator.allSatisfy { $0 == UInt8(ascii: "_") }
            case UInt8(ascii: "-"): separator.allSatisfy { $0 == UInt8(ascii: "-") }
            default: false
            }
        }
    }

    /// A letter, digit or underscore, then at most 127 of those, dots and dashes.
    static func isTag(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, isWord(first), text.utf8.count <= 128 else { return false }
        return text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    /// An algorithm, a colon, and at least 32 hexadecimal digits; exactly 64 small ones for `sha256`.
    static func isDigest(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count >= 32, parts[1].utf8.allSatisfy(\.isHexadecimalDigit) else {
            return false
        }
        if parts[0] == "sha256", parts[1].utf8.count != 64 || parts[1].contains(where: \.isUppercase) { return false }
        return parts[0].utf8.split(omittingEmptySubsequences: false, whereSeparator: isAlgorithmSeparator)
            .allSatisfy { component in
                component.first.map { isAlphanumeric($0) && !$0.isDigit } ?? false
                    && component.allSatisfy(isAlphanumeric)
            }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy(\.isDigit) && Int(text).map { (1...65535).contains($0) } ?? false
    }

    private static func isAlgorithmSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLower(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == UInt8(ascii: "_") }
}
