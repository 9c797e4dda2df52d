/// Appends SSH's data types (RFC 4251, section 5).
package struct WireWriter {
    package private(set) var bytes: [UInt8]

    /// `magic`: what stands in front, as it is.
    package init(magic: String = "") { bytes = Array(magic.utf8) }

    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    package mutating func uint32(_ value: UInt32) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func string(_ value: some Collection<UInt8>) {
        uint32(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    /// A positive integer, big-endian: leading zeros dropped, one put back where the top bit would make it negative.
    package mutating func positiveInteger(_ value: some Collection<UInt8>) {
        let digits = Array(value.drop { $0 == 0 })
        string((digits.first ?? 0) & 0x80 == 0 ? digits : [0] + digits)
    }
}
