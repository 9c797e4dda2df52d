import Glibc

/// Addresses that mean this machine itself, or what only this machine may ask.
enum LocalAddress {
    /// What is special about an address; nil where nothing is.
    static func kind(of address: UnsafePointer<sockaddr>, length: Int) -> String? {
        let bytes = UnsafeRawBufferPointer(start: address, count: length)
        switch Int32(address.pointee.sa_family) {
        case AF_INET where length >= 8: return kind(v4: Array(bytes[4..<8]))
        case AF_INET6 where length >= 24: return kind(v6: Array(bytes[8..<24]))
        default: return "no address of the internet"
        }
    }

    /// RFC 6890, 2.2.2.
    static func kind(v4 bytes: [UInt8]) -> String? {
        switch (bytes[0], bytes[1]) {
        case (127, _): "loopback"
        case (0, _): "this machine"
        case (169, 254): "link-local"
        default: nil
        }
    }

    /// RFC 6890, 2.2.3, and addresses of the fourth version in those of the sixth (RFC 4291, 2.5.5; RFC 6052).
    static func kind(v6 bytes: [UInt8]) -> String? {
        if bytes[0..<15].allSatisfy({ $0 == 0 }), bytes[15] <= 1 { return bytes[15] == 1 ? "loopback" : "this machine" }
        if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return "link-local" }
        let isMapped =
            bytes[0..<10].allSatisfy { $0 == 0 } && (bytes[10..<12] == [0xFF, 0xFF] || bytes[10..<12] == [0, 0])
        let isTranslated = bytes[0..<12] == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        return isMapped || isTranslated ? kind(v4: Array(bytes[12..<16])) : nil
    }
}
