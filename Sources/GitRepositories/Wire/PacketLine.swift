/// Git's framing (gitprotocol-common, "pkt-line Format"): four hex digits of length, the digits included, then the bytes.
enum PacketLine {
    static let flush = Array("0000".utf8)
    /// The largest payload of one packet.
    static let maximumPayload = 65516

    static func encode(_ payload: some Collection<UInt8>) -> [UInt8] {
        let digits = String(payload.count + 4, radix: 16)
        return Array(repeating: UInt8(ascii: "0"), count: 4 - digits.utf8.count) + Array(digits.utf8) + payload
    }

    static func encode(_ text: String) -> [UInt8] { encode(Array(text.utf8)) }
}
