import Foundation
import HTTPTransport
import TestServers
import Testing

@Suite("Descriptors")
struct DescriptorTests {
    @Test("a child process does not inherit the client's connections")
    func inheritance() async throws {
        let server = try TestHTTPServer { _ in .text("ok") }
        let client = try HTTPClient()
        _ = try await client.send(plain(server.url))
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            .compactMap { Int32($0) }.filter { remotePort(of: $0) == server.port }
        #expect(!descriptors.isEmpty)
        for descriptor in descriptors { #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0) }
    }

    private func remotePort(of descriptor: Int32) -> Int? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) }
        }
        return result == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}
