extension HTTPRequest {
    /// What makes the request impossible to send, nil if nothing does. Line ends in a field would smuggle in further
    /// fields.
    var fault: String? {
        if method.isEmpty || !method.utf8.allSatisfy(\.isTokenCharacter) {
            return "the method is not a token of RFC 9110"
        }
        for field in headers.fields {
            if field.name.isEmpty || !field.name.utf8.allSatisfy(\.isTokenCharacter) {
                return "a header's name is not a token of RFC 9110"
            }
            if field.value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
                return "the value of header \(field.name) has a line end or another control character"
            }
        }
        if deadline <= .zero || connectDeadline <= .zero { return "the deadline is not in the future" }
        return nil
    }
}

extension UInt8 {
    /// `tchar` of RFC 9110, 5.6.2.
    var isTokenCharacter: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        default: false
        }
    }
}
