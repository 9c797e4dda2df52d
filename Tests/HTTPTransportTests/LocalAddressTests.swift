import TestServers
import Testing

@testable import HTTPTransport

@Suite("Addresses of this machine itself")
struct LocalAddressTests {
    @Test(
        "are told from others",
        arguments: [
            ([127, 0, 0, 1], "loopback"), ([127, 255, 0, 9], "loopback"), ([0, 0, 0, 0], "this machine"),
            ([169, 254, 169, 254], "link-local"), ([169, 253, 0, 1], nil), ([10, 0, 0, 1], nil),
            ([192, 168, 1, 1], nil), ([8, 8, 8, 8], nil),
        ] as [([UInt8], String?)])
    func four(bytes: [UInt8], kind: String?) {
        #expect(LocalAddress.kind(v4: bytes) == kind)
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + bytes
        #expect(LocalAddress.kind(v6: mapped) == kind)
        #expect(LocalAddress.kind(v6: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] + bytes) == kind)
    }

    @Test(
        "are told in the sixth version, too",
        arguments: [
            ([0, 0, 0, 0], 1, "loopback"), ([0, 0, 0, 0], 0, "this machine"), ([0xFE, 0x80, 0, 0], 1, "link-local"),
            ([0xFE, 0xBF, 0, 0], 1, "link-local"), ([0xFE, 0xC0, 0, 0], 1, nil), ([0xFD, 0, 0, 0], 1, nil),
            ([0x20, 0x01, 0x0D, 0xB8], 1, nil),
        ] as [([UInt8], UInt8, String?)])
    func six(start: [UInt8], end: UInt8, kind: String?) {
        #expect(LocalAddress.kind(v6: start + [UInt8](repeating: 0, count: 11) + [end]) == kind)
    }

    @Test(
        "are known by a URL's own words",
        arguments: [
            ("http://localhost:3000/git", true), ("http://127.0.0.1", true), ("https://[::1]:8443", true),
            ("https://git.example.com", false), ("https://localhost.example.com", false), ("https://10.0.0.1", false),
        ])
    func words(url: String, isLocal: Bool) {
        #expect(WebURL(url)?.namesThisMachine == isLocal)
    }

    @Test("are asked only where the request allows it, by whichever name", arguments: ["127.0.0.1", "localhost"])
    func refused(host: String) async throws {
        let server = try TestHTTPServer { _ in .text("here") }
        let client = try HTTPClient()
        var request = HTTPRequest("GET", "http://\(host):\(server.port)/")
        request.allowPlaintext = true
        request.allowLocal = false
        let failure = try #require(await client.failure(of: request))
        #expect(failure.reason == .addressRefused("loopback"))
        #expect(!failure.isTransient && !failure.mayHaveBeenProcessed)
        #expect(failure.description.contains("loopback"))
        #expect(server.connectionCount == 0)
        request.url = server.url
        request.allowLocal = true
        #expect(try await client.send(request).status == 200)
    }
}
