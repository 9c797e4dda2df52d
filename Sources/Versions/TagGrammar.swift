/// What a tag's name may be. A name that breaks its grammar never gets into a file.
package enum TagGrammar: String, Sendable, Hashable, CaseIterable {
    /// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}` (OCI distribution specification 1.1, "Pulling manifests").
    case oci
    /// One to 255 bytes without spaces, control characters and `~ ^ : ? * [ \` (git-check-ref-format(1), rules 4 and 5).
    /// It holds for the versions of Helm charts as well.
    case git

    /// What is wrong with a name; nil when it is well formed.
    package func fault(in name: String) -> TagFault? {
        let bytes = name.utf8Span.span
        if bytes.isEmpty { return .empty }
        if bytes.count > maximumLength { return .tooLong(limit: maximumLength) }
        for index in bytes.indices where !allows(bytes[index], first: index == 0) {
            return .character(scalar(at: index, in: name))
        }
        return nil
    }

    /// In UTF-8 bytes.
    package var maximumLength: Int {
        switch self {
        case .oci: 128
        case .git: 255
        }
    }

    @inline(__always)
    private func allows(_ byte: UInt8, first: Bool) -> Bool {
        switch self {
        case .oci:
            byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_")
                || !first && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-"))
        case .git:
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: ":"), UInt8(ascii: "?"),
                UInt8(ascii: "*"), UInt8(ascii: "["), UInt8(ascii: "\\"):
                false
            default: true
            }
        }
    }

    private func scalar(at offset: Int, in name: String) -> String {
        name.unicodeScalars[name.utf8.index(name.startIndex, offsetBy: offset)].escaped(asASCII: true)
    }
}

/// What is wrong with a tag's name.
package enum TagFault: Sendable, Hashable, CustomStringConvertible {
    case empty
    case tooLong(limit: Int)
    case character(String)

    package var description: String {
        switch self {
        case .empty: "the name is empty"
        case .tooLong(let limit): "the name is longer than \(limit) bytes"
        case .character(let character): "the name has `\(character)` where a tag may not"
        }
    }
}

extension UInt8 {
    var isASCIIDigit: Bool { self &- UInt8(ascii: "0") < 10 }

    var isASCIILetterOrDigit: Bool { isASCIIDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
