internal import Glibc

/// One address that a name resolves to.
struct SocketAddress: Sendable, Equatable {
    let family: Int32
    /// A `sockaddr` of the family.
    let bytes: [UInt8]

    init(family: Int32, bytes: [UInt8]) {
        self.family = family
        self.bytes = bytes
    }

    /// The addresses in a list of `getaddrinfo`, in its order (RFC 6724).
    static func list(_ first: UnsafeMutablePointer<addrinfo>?) -> [SocketAddress] {
        sequence(first: first, next: { $0?.pointee.ai_next }).prefix { $0 != nil }.compactMap { entry in
            guard let entry, let address = entry.pointee.ai_addr else { return nil }
            return SocketAddress(
                family: entry.pointee.ai_family,
                bytes: Array(UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))))
        }
    }

    /// `connect(2)`.
    func connect(_ socket: Int32) -> Int32 {
        bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return -1 }
            return Glibc.connect(socket, base.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
        }
    }
}
