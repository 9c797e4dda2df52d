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
        let client = try HTTPClient()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask { try await client.send(request(registry.url, certificates.authority)).status }
            }
            for try await status in group { #expect(status == 200) }
        }
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
}
