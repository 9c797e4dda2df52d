import HTTPTransport
import TestServers
import Testing

@Suite("TLS")
struct TLSTests {
    private func request(_ url: String, _ caFile: String?) -> HTTPRequest {
        var request = HTTPRequest("GET", url + "/v2/")
        request.caFile = caFile
        return request
    }

    @Test("trusts the CA file that the request names, and shares HTTP/2 connections")
    func trusted() async throws {
        let certificates = try TestCertificates()
        let registry = try await DockerRegistry(certificates: certificates)
        let proxy = try CuttingProxy(to: registry.port)
        let client = try HTTPClient()
        try await withThrowingTaskGroup(of: Int.self) { group in
            // libcurl puts up to 100 on one connection before it opens another.
            for _ in 0..<80 {
                group.addTask {
                    try await client.send(request("https://localhost:\(proxy.port)", certificates.authority)).status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        #expect(proxy.accepted == 1)
    }

    @Test("refuses a server whose CA is not trusted, with the reason")
    func untrusted() async throws {
        let registry = try await DockerRegistry(certificates: try TestCertificates())
        let other = try TestCertificates()
        let client = try HTTPClient()
        for caFile in [nil, other.authority, "/nonexistent/ca.pem"] {
            let failure = try #require(await client.failure(of: request(registry.url, caFile)))
            guard case .tls(let why) = failure.reason else {
                Issue.record("\(failure)")
                continue
            }
            #expect(why.contains("certificate"))
            #expect(!failure.isTransient)
        }
    }

    @Test("a connection that was trusted with one CA file is not used with another")
    func separated() async throws {
        let certificates = try TestCertificates()
        let registry = try await DockerRegistry(certificates: certificates)
        let client = try HTTPClient()
        #expect(try await client.send(request(registry.url, certificates.authority)).status == 200)
        #expect(await client.failure(of: request(registry.url, nil)) != nil)
    }

    @Test("refuses a certificate for another host, and one that has expired")
    func wrongCertificate() async throws {
        let client = try HTTPClient()
        for certificates in [try TestCertificates(names: "DNS:other.example"), try TestCertificates(days: -1)] {
            let registry = try await DockerRegistry(certificates: certificates)
            let failure = try #require(await client.failure(of: request(registry.url, certificates.authority)))
            guard case .tls = failure.reason else {
                Issue.record("\(failure)")
                continue
            }
        }
    }

    @Test("plain text where TLS is expected, and TLS where plain text is expected, are errors")
    func mixedUp() async throws {
        let client = try HTTPClient()
        let server = try TestHTTPServer { _ in .text("plain") }
        let failure = try #require(
            await client.failure(of: HTTPRequest("GET", server.url.replacing("http:", with: "https:"))))
        guard case .tls = failure.reason else {
            Issue.record("\(failure)")
            return
        }
    }

    @Test("the deadline ends a TLS handshake with a server that says nothing")
    func silentServer() async throws {
        let server = try SilentServer()
        var request = HTTPRequest("GET", server.url)
        request.connectDeadline = .milliseconds(100)
        let failure = try #require(await HTTPClient().failure(of: request))
        #expect(failure.reason == .timedOut(.handshake, .milliseconds(100)))
    }

    @Test("a shared connection whose server has fallen silent is not used again after a request timed out on it")
    func stuckConnection() async throws {
        let certificates = try TestCertificates()
        let registry = try await DockerRegistry(certificates: certificates)
        let image = TestImage(labels: ["padding": String(repeating: "x", count: 500_000)])
        let client = try HTTPClient()
        try await ImagePusher(registry.url, "a", caFile: certificates.authority, client: client).push(
            image, tags: ["x"])
        // The first answer passes; the second gets stuck in the middle.
        let proxy = try CuttingProxy(to: registry.port, .stall(after: 50_000, .toClient))
        let url = "https://localhost:\(proxy.port)"
        #expect(try await client.send(request(url, certificates.authority)).status == 200)
        proxy.behaviour = .forward
        var blob = HTTPRequest("GET", "\(url)/v2/a/blobs/\(image.configurations[0].digest)")
        blob.caFile = certificates.authority
        blob.deadline = .seconds(2)
        #expect(await client.failure(of: blob)?.reason == .timedOut(.body, .seconds(2)))
        #expect(proxy.accepted == 1)
        blob.deadline = .seconds(20)
        #expect(try await client.send(blob).status == 200)
        #expect(proxy.accepted == 2)
    }

    @Test("nor after the reader of an exchange waited for it in vain")
    func stuckExchange() async throws {
        let certificates = try TestCertificates()
        let registry = try await DockerRegistry(certificates: certificates)
        let image = TestImage(labels: ["padding": String(repeating: "x", count: 500_000)])
        let client = try HTTPClient()
        try await ImagePusher(registry.url, "a", caFile: certificates.authority, client: client).push(
            image, tags: ["x"])
        let proxy = try CuttingProxy(to: registry.port, .stall(after: 50_000, .toClient))
        let url = "https://localhost:\(proxy.port)"
        #expect(try await client.send(request(url, certificates.authority)).status == 200)
        proxy.behaviour = .forward
        var blob = HTTPRequest("GET", "\(url)/v2/a/blobs/\(image.configurations[0].digest)")
        blob.caFile = certificates.authority
        let exchange = HTTPExchange(blob, over: client)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
        defer { buffer.deallocate() }
        #expect(throws: HTTPExchange.Interruption.late) {
            while try exchange.read(into: buffer, by: .now + .seconds(2)) > 0 {}
        }
        exchange.close()
        #expect(try await client.send(blob).status == 200)
        #expect(proxy.accepted == 2)
    }
}
