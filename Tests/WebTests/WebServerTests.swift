import Foundation
import HTTPTransport
import Promotion
import TestServers
import Testing
import Web
import WebTestKit

@Suite("Web server")
struct WebServerTests {
    @Test("It answers over the network, and ends with its task")
    func serves() async throws {
        let shop = try Shop()
        try await shop.start()
        try await withServer(of: shop) { base in
            let client = try HTTPClient()
            var request = HTTPRequest("GET", "\(base)/api/v1/version")
            request.allowPlaintext = true
            let refused = try await client.send(request)
            #expect(refused.status == 401)
            #expect(refused.headers["WWW-Authenticate"] == "Bearer")
            request.headers["Authorization"] = "Bearer \(Shop.token("viewer"))"
            let answer = try await client.send(request)
            #expect(answer.status == 200)
            #expect(answer.headers["Cache-Control"] == "no-store")
            #expect(
                try JSONDecoder.api.decode(VersionBody.self, from: Data(answer.body)) == VersionBody(version: "1.2.3"))
            await client.shutdown()
        }
        await shop.stop()
    }

    @Test("A body beyond 64 KiB is refused, one up to it is read", arguments: [(65_536, 400), (65_537, 413)])
    func bodies(size: Int, status: Int) async throws {
        let shop = try Shop()
        try await shop.start()
        try await withServer(of: shop) { base in
            let client = try HTTPClient()
            var request = HTTPRequest(
                "POST", "\(base)/api/v1/backup", headers: ["Authorization": "Bearer \(Shop.token("admin"))"],
                body: [UInt8](repeating: 0x20, count: size))
            request.allowPlaintext = true
            #expect(try await client.send(request).status == status)
            await client.shutdown()
        }
        await shop.stop()
    }

    @Test("With a certificate it speaks HTTPS")
    func https() async throws {
        let shop = try Shop()
        try await shop.start()
        let certificates = try TestCertificates()
        let key = Array(try Data(contentsOf: URL(fileURLWithPath: certificates.key)))
        let tls = WebServer.TLS(certificate: certificates.certificate, key: key)
        try await withServer(of: shop, tls: tls) { base in
            let client = try HTTPClient()
            var request = HTTPRequest("GET", "\(base)/healthz")
            request.caFile = certificates.authority
            #expect(try await client.send(request).status == 200)
            await client.shutdown()
        }
        await shop.stop()
    }

    @Test("A key that is not the certificate's is refused at once, in words")
    func wrongKey() async throws {
        let shop = try Shop()
        let (one, other) = (try TestCertificates(), try TestCertificates())
        let key = Array(try Data(contentsOf: URL(fileURLWithPath: other.key)))
        #expect(throws: Problem.self) {
            try WebServer(
                API(shop.services, log: shop.log), host: "127.0.0.1", port: 0,
                tls: .init(certificate: one.certificate, key: key), log: shop.log)
        }
    }
}

/// Runs something while a shop is served; `base` is the server's address.
func withServer(
    of shop: Shop, api: API? = nil, tls: WebServer.TLS? = nil,
    _ body: @escaping @Sendable (_ base: String) async throws -> Void
) async throws {
    let server = try WebServer(
        api ?? API(shop.services, log: shop.log), host: "127.0.0.1", port: 0, tls: tls, log: shop.log)
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { listening.finish() }
            try await server.run { listening.yield($0) }
        }
        for await port in ports {
            try await body("\(tls == nil ? "http" : "https")://localhost:\(port)")
            break
        }
        group.cancelAll()
    }
}
