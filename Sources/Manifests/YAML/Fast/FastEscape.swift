/// One escape of a double-quoted scalar (YAML 1.2.2, section 5.7), as far as libyaml and this scanner both know it.
struct FastEscape {
    let value: Unicode.Scalar
    /// Bytes, the backslash included.
    let length: Int

    /// Nil where the text, which starts with the backslash, goes on in another way.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= 2 else { return nil }
        if let value = Self.value(ofLetter: text[1]) {
            self.value = value
            length = 2
            return
        }
        switch text[1] {
        case UInt8(ascii: "x"): length = 4
        case UInt8(ascii: "u"): length = 6
        default: return nil
        }
        guard text.count >= length, let value = Self.value(ofDigits: text[2..<length]) else { return nil }
        self.value = value
    }

    private static func value(ofLetter letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "0"): "\0"
        case UInt8(ascii: "a"): "\u{7}"
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "t"): "\t"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "v"): "\u{B}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "e"): "\u{1B}"
        case UInt8(ascii: "\""): "\""
        case UInt8(ascii: "/"): "/"
        case UInt8(ascii: "\\"): "\\"
        default: nil
        }
    }

    /// Nil for what is no hexadecimal digit, and for half of a surrogate pair.
    private static func value(ofDigits digits: Slice<UnsafeBufferPointer<UInt8>>) -> Unicode.Scalar? {
        var code: UInt32 = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            code = code << 4 | UInt32(digit)
        }
        return Unicode.Scalar(code)
    }
}
