/// A value that a marker or a pattern points at in a file, as the file declares it now.
package struct TextUse: Sendable, Hashable {
    /// What plans, approvals and errors call it, such as `marker api:tag #2` or `regex "TAG=(?<tag>.*)" #1`: the same
    /// before and after the value is written. The number counts the uses of the same words in the file.
    package let name: String
    /// The first character of the value; of its quotes, where it has some.
    package let position: Position
    /// The decoded text; empty where the file leaves the value out.
    package let value: String
    /// Nil for a group of a pattern that takes the edit's own value.
    package let part: ImagePart?
    /// The source that a marker names; nil for a pattern.
    package let source: String?
    /// Finds the use again.
    let finder: TextFinder
}

/// What finds values in a file by its text.
package enum TextFinder: Sendable, Hashable {
    case markers(MarkerFinder)
    case pattern(RegexFinder)

    /// In the file's order; never empty.
    package func uses(
        in bytes: [UInt8], file: String, format: ManifestFormat? = nil
    ) throws(ManifestError) -> [TextUse] {
        try spots(in: bytes, file: file, format: format ?? ManifestFormat(of: file)).map(\.use)
    }

    func spots(in bytes: [UInt8], file: String, format: ManifestFormat) throws(ManifestError) -> [TextSpot] {
        switch self {
        case .markers(let finder): try finder.spots(in: bytes, file: file, format: format)
        case .pattern(let finder): try finder.spots(in: bytes, file: file)
        }
    }
}

/// A use, and where the file's own editor writes it.
struct TextSpot {
    enum Address: Hashable {
        /// By the YAML editor.
        case place(Place)
        /// By the HCL editor: the number of the literal's node.
        case literal(Int)
        /// The bytes of the value, without quotes; which quotes stand around them, where some do.
        case bytes(Range<Int>, quote: UInt8?)
    }

    let use: TextUse
    let address: Address

    var isInBytes: Bool { if case .bytes = address { true } else { false } }
}
