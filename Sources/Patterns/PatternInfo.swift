import CPCRE2

/// A number that PCRE2 knows about a compiled expression.
func unsignedInfo(_ code: OpaquePointer, _ what: Int32) -> UInt32 {
    var value: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(what), &value)
    return value
}

/// The name table: entries of one size, each the group's number in two bytes, the greater first, and the name with a NUL.
func readGroupNames(_ code: OpaquePointer) -> [String: Int] {
    var table: UnsafePointer<UInt8>?
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table else { return [:] }
    let size = Int(unsignedInfo(code, PCRE2_INFO_NAMEENTRYSIZE))
    var names: [String: Int] = [:]
    for index in 0..<Int(unsignedInfo(code, PCRE2_INFO_NAMECOUNT)) {
        let entry = table + index * size
        names[String(cString: entry + 2)] = Int(entry[0]) << 8 | Int(entry[1])
    }
    return names
}

/// PCRE2's own words for an error number.
func errorMessage(_ error: Int32) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
        let length = pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)
        guard length >= 0 else { return "PCRE2 error \(error)" }
        return String(decoding: buffer.prefix(Int(length)), as: UTF8.self)
    }
}
