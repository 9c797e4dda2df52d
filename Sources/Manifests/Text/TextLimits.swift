/// Caps on a file that markers or patterns are looked for in.
package enum TextLimits {
    /// For markers; as for the formats that are parsed.
    package static let maximumBytes = 32 << 20
    /// For patterns, which are searched with backtracking: 4 MiB.
    package static let maximumSearched = 4 << 20
    /// Markers or matches of one edit in one file.
    package static let maximumUses = 1000
}

extension SourceText {
    /// Refuses what is not UTF-8 text of at most so many bytes.
    func checkText(limit: Int) throws(ManifestError) {
        guard bytes.count <= limit else { throw error(.tooLarge(bytes: bytes.count, limit: limit)) }
        if bytes.isUTF16 { throw error(.utf16) }
        if let offset = bytes.firstInvalidOffset {
            throw ManifestError(.invalidUTF8, file: file, at: position(at: offset))
        }
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
