/// One key or value of a parsed file, by its place in the file's bytes; nothing is decoded.
///
/// A file is a flat list of them in the text's order: an object is followed by a key, its value, the next key, and so
/// on, an array by its elements. 16 bytes each, so that a file's nodes weigh about as much as the file.
struct JSONNode {
    enum Kind: UInt8 {
        case object, array, string, number, boolean, null, key
    }

    let kind: Kind
    /// Whether a string or key has a backslash: without one its text is what stands between the quotes.
    let isEscaped: Bool
    private let start: UInt32
    private var end: UInt32
    private var following: UInt32

    /// - Parameters:
    ///   - range: the bytes, quotes included. Files are far smaller than 4 GiB.
    ///   - next: the index of the first node behind this one and all that is in it.
    init(_ kind: Kind, _ range: Range<Int>, next: Int, isEscaped: Bool = false) {
        self.kind = kind
        self.isEscaped = isEscaped
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        end = UInt32(truncatingIfNeeded: range.upperBound)
        following = UInt32(truncatingIfNeeded: next)
    }

    var range: Range<Int> { Int(start)..<Int(end) }

    var next: Int { Int(following) }

    var isCollection: Bool { kind == .object || kind == .array }

    /// Ends a collection behind its closing bracket.
    mutating func close(at offset: Int, next: Int) {
        end = UInt32(truncatingIfNeeded: offset)
        following = UInt32(truncatingIfNeeded: next)
    }

    /// The word that errors have for it.
    var problemKind: ManifestProblem.NodeKind {
        switch kind {
        case .object: .mapping
        case .array: .sequence
        case .string, .number, .boolean, .null, .key: .scalar
        }
    }
}
