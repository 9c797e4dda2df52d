/// Writes SSH's data types (RFC 4251, section 5).
struct SSHWriter {
    private(set) var bytes: [UInt8] = []

    init(_ magic: String = "") { bytes = Array(magic.utf8) }

    mutating func number(_ value: UInt32) {
        withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
    }

    mutating func string(_ value: some Sequence<UInt8>) {
        let value = Array(value)
        number(UInt32(value.count))
        bytes += value
    }

    /// A positive integer, big-endian: leading zeros dropped, one put back where the top bit would make it negative.
    mutating func positiveInteger(_ value: some Collection<UInt8>) {
        let digits = Array(value.drop { $0 == 0 })
        string((digits.first ?? 0) & 0x80 == 0 ? digits : [0] + digits)
    }
}

/// Reads SSH's data types; nil where the bytes end too early.
struct SSHReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

    mutating func number() -> UInt32? {
        guard rest.count >= 4 else { return nil }
        defer { rest = rest.dropFirst(4) }
        return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func string() -> [UInt8]? {
        guard let count = number(), rest.count >= Int(count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }

    mutating func text() -> String? { string().flatMap { String(validating: $0, as: UTF8.self) } }
}
