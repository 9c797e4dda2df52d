/// A part of a scalar's text and the part of its value that it stands for.
struct ScalarPiece {
    /// Bytes of the text.
    let text: Range<Int>
    /// Bytes of the value; empty for an escaped line end.
    let value: Range<Int>
    /// Whether the two have the same bytes; else it is an escape, a doubled quote, or a line end with its indentation.
    let isVerbatim: Bool
}

extension [ScalarPiece] {
    /// Where in the text a byte of the value stands; its end for the value's.
    func textOffset(of offset: Int) -> Int? {
        guard let piece = first(where: { $0.value.contains(offset) }) else { return last?.text.upperBound }
        return piece.isVerbatim ? piece.text.lowerBound + offset - piece.value.lowerBound : piece.text.lowerBound
    }

    /// The text behind which the value has the first `offset` bytes, and how many bytes it has there: fewer within a piece
    /// that cannot be divided.
    func start(of offset: Int) -> (text: Int, value: Int) {
        guard let piece = last(where: { $0.value.lowerBound < offset }) else {
            return (first { !$0.value.isEmpty }?.text.lowerBound ?? last?.text.upperBound ?? 0, 0)
        }
        if offset >= piece.value.upperBound { return (piece.text.upperBound, piece.value.upperBound) }
        guard piece.isVerbatim else { return (piece.text.lowerBound, piece.value.lowerBound) }
        return (piece.text.lowerBound + offset - piece.value.lowerBound, offset)
    }

    /// As ``start(of:)``, for where a part of the value ends: more bytes within a piece that cannot be divided.
    func end(of offset: Int) -> (text: Int, value: Int) {
        guard let piece = last(where: { $0.value.lowerBound < offset }) else { return start(of: offset) }
        if piece.isVerbatim, offset < piece.value.upperBound {
            return (piece.text.lowerBound + offset - piece.value.lowerBound, offset)
        }
        return (piece.text.upperBound, piece.value.upperBound)
    }
}
