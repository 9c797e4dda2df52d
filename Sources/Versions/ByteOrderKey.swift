/// A text by the unsigned bytes of its UTF-8.
struct ByteOrderKey: RankKey {
    let text: String

    /// The first eight bytes.
    var prefix: UInt64 {
        var prefix = PrefixBits()
        for byte in text.utf8.prefix(8) { prefix.append(UInt64(byte), width: 8) }
        return prefix.bits
    }

    func precedence(over other: ByteOrderKey) -> Precedence { Precedence(ofBytes: text, over: other.text) }
}
