/// A semantic version, read as loosely as Masterminds/semver 3.2's `NewVersion` reads it: a leading `v` is allowed,
/// the second and third number may be missing (they count as 0), and numbers may have leading zeros.
///
/// Each number fits 64 bits. Build metadata is checked and dropped: it has no say in precedence (semver.org, 10).
package struct SemanticVersion: Sendable, Hashable {
    package let major: UInt64
    package let minor: UInt64
    package let patch: UInt64
    /// The dot-separated identifiers after the `-`; empty for a release.
    package let preRelease: String
    /// How many of the three numbers the text stated: 1 to 3.
    package let statedNumbers: Int

    /// Throws where the text is not a version; the error says why.
    package init(_ text: String) throws(SemanticVersionFault) {
        try self.init(text.utf8Span.span)
    }

    /// `versionRegex` of version.go as a scanner. No place in that expression can be read in two ways.
    init(_ bytes: Span<UInt8>) throws(SemanticVersionFault) {
        var scanner = SemanticVersionScanner(position: bytes.count > 0 && bytes[0] == UInt8(ascii: "v") ? 1 : 0)
        major = try scanner.number(in: bytes)
        var stated = 1
        var (minor, patch): (UInt64, UInt64) = (0, 0)
        if scanner.skip(UInt8(ascii: "."), in: bytes) {
            minor = try scanner.number(in: bytes)
            stated = 2
            if scanner.skip(UInt8(ascii: "."), in: bytes) {
                patch = try scanner.number(in: bytes)
                stated = 3
            }
        }
        (self.minor, self.patch, statedNumbers) = (minor, patch, stated)
        if scanner.position == bytes.count {
            preRelease = ""
            return
        }
        if scanner.skip(UInt8(ascii: "-"), in: bytes) {
            let start = scanner.position
            try scanner.identifiers(in: bytes, leadingZeros: false)
            preRelease = bytes.extracting(start..<scanner.position).withUnsafeBufferPointer {
                String(decoding: $0, as: UTF8.self)
            }
        } else {
            preRelease = ""
        }
        if scanner.skip(UInt8(ascii: "+"), in: bytes) { try scanner.identifiers(in: bytes, leadingZeros: true) }
        guard scanner.position == bytes.count else { throw .notAVersion }
    }
}

/// Why a text is not a semantic version.
package enum SemanticVersionFault: Error, Hashable, CustomStringConvertible {
    case notAVersion
    case numberTooLarge
    case leadingZero

    package var description: String {
        switch self {
        case .notAVersion: "it does not read as MAJOR.MINOR.PATCH"
        case .numberTooLarge: "one of its numbers does not fit 64 bits"
        case .leadingZero: "a numeric identifier of its pre-release starts with 0"
        }
    }
}
