/// What a file's bytes are, before any format reads them.
extension UnsafeBufferPointer<UInt8> {
    /// The first byte behind a byte order mark.
    var contentStart: Int { starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// A byte order mark of UTF-16, or a zero byte among the first two: a text of any format starts with an ASCII
    /// character.
    var isUTF16: Bool {
        guard count >= 2 else { return false }
        let isMarked = (self[0] == 0xFF && self[1] == 0xFE) || (self[0] == 0xFE && self[1] == 0xFF)
        return isMarked || (self[0] == 0) != (self[1] == 0)
    }

    /// Where the bytes are no longer UTF-8; nil where all are.
    var firstInvalidOffset: Int? {
        guard String(validating: self, as: UTF8.self) == nil else { return nil }
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = makeIterator()
        var offset = 0
        while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
        return offset
    }
}
