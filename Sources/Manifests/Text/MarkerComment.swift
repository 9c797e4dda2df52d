/// The comment that a marker stands in, on its line.
struct MarkerComment {
    /// How a marker's line reads up to the marker.
    enum Reading {
        /// Something stands before the comment, which ends there at the latest.
        case behind(Int)
        /// Nothing does.
        case alone
        /// The whole line is a comment with other words: a value that was commented out, or prose.
        case commentedOut
        /// The marker is not what its comment starts with, or stands in none.
        case misplaced
    }

    let lineStart: Int
    let reading: Reading

    /// - Parameter signs: what starts a comment, longer ones before their own starts.
    init(before marker: Marker, in source: SourceText, signs: [String]) {
        var lineStart = marker.range.lowerBound
        while lineStart > source.contentStart, !Self.isLineEnd(source.bytes[lineStart - 1]) { lineStart -= 1 }
        self.lineStart = lineStart
        let line = source.bytes[lineStart..<marker.range.lowerBound]
        reading = Self.reading(line, signs)
    }

    private static func reading(_ line: Slice<UnsafeBufferPointer<UInt8>>, _ signs: [String]) -> Reading {
        let rest = line.drop(while: \.isBlank)
        var end = line.endIndex
        while end > rest.startIndex, line[end - 1].isBlank { end -= 1 }
        let startsComment = signs.contains { rest.starts(with: $0.utf8) && isSign($0, rest) }
        guard let sign = signs.first(where: { line[rest.startIndex..<end].reversed().starts(with: $0.utf8.reversed()) })
        else {
            return startsComment ? .commentedOut : .misplaced
        }
        // `##` is one sign, and so is `;;`.
        let last = line[end - 1]
        var start = end - sign.utf8.count
        while start > rest.startIndex, sign.utf8.count == 1, line[start - 1] == last { start -= 1 }
        if start == rest.startIndex { return .alone }
        if startsComment { return .commentedOut }
        guard line[start - 1].isBlank || sign.utf8.count > 2 || sign == "/*" else { return .misplaced }
        while line[start - 1].isBlank { start -= 1 }
        return .behind(start)
    }

    /// Whether a line that starts with such characters is a comment: an option `--image` is none.
    private static func isSign(_ sign: String, _ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        sign != "--" || line.dropFirst(2).first?.isBlank ?? true
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}

extension MarkerComment {
    /// Where the comment starts at the latest, blanks before it included; nil for a marker that is passed over.
    ///
    /// Throws: `noMarkedValue`, `misplacedMarker`.
    func end(of marker: Marker, in source: SourceText) throws(ManifestError) -> Int? {
        switch reading {
        case .behind(let end): return end
        case .alone: throw Self.refusal(.noMarkedValue, of: marker, in: source)
        case .commentedOut: return nil
        case .misplaced:
            // Flux reads a comment only where it is nothing but the object.
            if marker.key == .imagePolicy { return nil }
            throw Self.refusal(.misplacedMarker, of: marker, in: source)
        }
    }

    static func refusal(_ problem: ManifestProblem, of marker: Marker, in source: SourceText) -> ManifestError {
        ManifestError(problem, file: source.file, at: source.position(at: marker.range.lowerBound))
    }

    /// Whether between a value and a comment only that stands which may follow a value: brackets and commas.
    static func isGap(_ range: Range<Int>, in source: SourceText) -> Bool {
        source.bytes[range].allSatisfy { $0.isBlank || ",]})".utf8.contains($0) }
    }
}
