import Crypto

/// A content digest, `sha256:` and 64 hex digits or `sha512:` and 128 (OCI image specification, descriptor).
struct Digest: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// Nil unless `text` is a digest of a known algorithm, in lower case.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Self.lengths[String(parts[0])], parts[1].utf8.count == length,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        description = text
    }

    /// The SHA-256 digest of `bytes`.
    init(of bytes: [UInt8]) {
        description = "sha256:" + Self.hex(SHA256.hash(data: bytes))
    }

    /// Whether `bytes` are what this digest names.
    func matches(_ bytes: [UInt8]) -> Bool {
        description.hasPrefix("sha512:")
            ? description == "sha512:" + Self.hex(SHA512.hash(data: bytes)) : self == Digest(of: bytes)
    }

    private static let lengths = ["sha256": 64, "sha512": 128]

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
