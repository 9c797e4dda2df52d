/// A file's bytes and name, and the way from byte offsets to positions in them.
struct HCLSource {
    let bytes: UnsafeBufferPointer<UInt8>
    let file: String

    /// After a byte order mark: the specification forbids one, and every implementation skips it.
    let contentStart: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
        self.bytes = bytes
        self.file = file
        contentStart = bytes.contentStart
    }

    /// The byte at an offset; 0 at the end and beyond, which no rule of the syntax accepts.
    subscript(offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Counted from the start: for errors and for what was found.
    func position(at offset: Int) -> Position {
        var line = 1
        var lineStart = contentStart
        for index in contentStart..<max(contentStart, offset) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        let column = bytes[lineStart..<max(lineStart, offset)].count { $0 & 0xC0 != 0x80 }
        return Position(line: line, column: column + 1, offset: offset)
    }

    func error(_ problem: ManifestProblem, at offset: Int, place: Place? = nil) -> ManifestError {
        ManifestError(problem, file: file, at: position(at: offset), place: place)
    }

    /// Refuses what is not UTF-8 text of at most so many bytes.
    func check(_ limits: ParseLimits) throws(ManifestError) {
        guard bytes.count <= limits.maximumBytes else {
            throw ManifestError(.tooLarge(bytes: bytes.count, limit: limits.maximumBytes), file: file)
        }
        if bytes.isUTF16 { throw ManifestError(.utf16, file: file) }
        if let offset = bytes.firstInvalidOffset { throw error(.invalidUTF8, at: offset) }
    }
}
