import CYAML

/// A file's bytes and name, and the way from libyaml's marks to positions in them.
struct SourceText {
    let bytes: UnsafeBufferPointer<UInt8>
    let file: String

    /// Where libyaml's counting starts: it leaves out a byte order mark.
    let contentStart: Int
    private let marks: MarkIndex

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
        self.bytes = bytes
        self.file = file
        contentStart = bytes.contentStart
        marks = MarkIndex(bytes, from: contentStart)
    }

    /// The byte at a mark, whose index counts Unicode scalars (CR LF as two) after the byte order mark.
    func offset(of mark: yaml_mark_t) -> Int { marks.offset(of: Int(mark.index), in: bytes) }

    func position(of mark: yaml_mark_t) -> Position {
        Position(line: Int(mark.line) + 1, column: Int(mark.column) + 1, offset: offset(of: mark))
    }

    func error(_ problem: ManifestProblem) -> ManifestError { ManifestError(problem, file: file) }

    func error(_ problem: ManifestProblem, at mark: yaml_mark_t, place: Place? = nil) -> ManifestError {
        ManifestError(problem, file: file, at: position(of: mark), place: place)
    }
}
