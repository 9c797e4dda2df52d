import Glibc

/// The text of a scalar that the fast scan found, decoded.
enum FastScalar {
    /// Calls with the decoded bytes, which are copied only where the scalar has escapes.
    ///
    /// Throws: for a block scalar, whose text this does not decode.
    static func withBytes<Result>(
        of event: FastEvent, in bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) throws(Uncertain) -> Result {
        let text = UnsafeBufferPointer(rebasing: bytes[event.start..<event.end])
        switch event.kind {
        case .plain: return body(text)
        case .singleQuoted:
            return decoded(text, where: ASCII.singleQuote, body) { _ in ("'", 2) }
        case .doubleQuoted:
            return decoded(text, where: ASCII.backslash, body) { rest in
                FastEscape(rest).map { ($0.value, $0.length) } ?? ("\\", 1)
            }
        default: throw Uncertain()
        }
    }

    static func text(of event: FastEvent, in bytes: UnsafeBufferPointer<UInt8>) throws(Uncertain) -> String {
        try withBytes(of: event, in: bytes) { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes the quotes away, and puts in the place of each escape, which starts with `mark`, what it stands for.
    private static func decoded<Result>(
        _ quoted: UnsafeBufferPointer<UInt8>, where mark: UInt8, _ body: (UnsafeBufferPointer<UInt8>) -> Result,
        _ escape: (UnsafeBufferPointer<UInt8>) -> (value: Unicode.Scalar, length: Int)
    ) -> Result {
        let inner = UnsafeBufferPointer(rebasing: quoted[1..<(quoted.count - 1)])
        guard inner.contains(mark) else { return body(inner) }
        var text: [UInt8] = []
        text.reserveCapacity(inner.count)
        var offset = 0
        while offset < inner.count {
            if inner[offset] == mark {
                let (value, length) = escape(UnsafeBufferPointer(rebasing: inner[offset...]))
                text += Array(Unicode.UTF8.encode(value) ?? Unicode.UTF8.encodedReplacementCharacter)
                offset += length
            } else {
                text.append(inner[offset])
                offset += 1
            }
        }
        return text.withUnsafeBufferPointer(body)
    }
}
