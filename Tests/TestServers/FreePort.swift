import Glibc

/// Asks the kernel for a TCP port on 127.0.0.1 that nobody listens on now.
package func freePort() -> Int {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            precondition(bind(socket, $0, length) == 0, "no free port")
            precondition(getsockname(socket, $0, &length) == 0, "no free port")
        }
    }
    return Int(UInt16(bigEndian: address.sin_port))
}
