/// Reads the parts of a version, one after another, from its bytes.
struct SemanticVersionScanner {
    var position: Int

    /// `[0-9]+`, as an unsigned number of 64 bits (strconv.ParseUint: leading zeros are fine, an overflow is not).
    @inline(__always)
    mutating func number(in bytes: Span<UInt8>) throws(SemanticVersionFault) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        while position < bytes.count, bytes[position].isASCIIDigit {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(bytes[position] &- UInt8(ascii: "0")))
            if overflow || carry { throw .numberTooLarge }
            value = sum
            position += 1
        }
        if position == start { throw .notAVersion }
        return value
    }

    /// `[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*`. Where leading zeros are not allowed, an identifier of digits alone that is
    /// longer than one digit may not start with 0 (`validatePrerelease` of version.go).
    mutating func identifiers(in bytes: Span<UInt8>, leadingZeros: Bool) throws(SemanticVersionFault) {
        repeat {
            let start = position
            var digitsOnly = true
            while position < bytes.count, bytes[position].isIdentifierByte {
                digitsOnly = digitsOnly && bytes[position].isASCIIDigit
                position += 1
            }
            if position == start { throw .notAVersion }
            if !leadingZeros, digitsOnly, position - start > 1, bytes[start] == UInt8(ascii: "0") {
                throw .leadingZero
            }
        } while skip(UInt8(ascii: "."), in: bytes)
    }

    @inline(__always)
    mutating func skip(_ byte: UInt8, in bytes: Span<UInt8>) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }
}

extension UInt8 {
    var isIdentifierByte: Bool { isASCIILetterOrDigit || self == UInt8(ascii: "-") }
}
