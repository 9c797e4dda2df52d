import Foundation
import HTTPTransport
import TestServers
import Testing
import WebTestKit
import Webhooks

@testable import Web

@Suite("Webhooks over the network")
struct WebhookServerTests {
    @Test("A delivery comes in with its headers and its very bytes; one that was changed does not")
    func delivered() async throws {
        let hooks = try Hooks()
        try await withServer(of: hooks.shop, api: hooks.api) { base in
            let client = try HTTPClient()
            func send(_ name: String, _ sample: WebhookRequest) async throws -> Int {
                let token = sample.query["token"].map { "?token=" + $0.replacing(" ", with: "%20") } ?? ""
                var request = HTTPRequest("POST", "\(base)/webhooks/\(name)\(token)", body: sample.body)
                for (name, value) in sample.allHeaders { request.headers[name] = value }
                request.allowPlaintext = true
                return try await client.send(request).status
            }
            for name in ["github", "registry", "quay"] {
                var sample = try hooks.sample(name)
                #expect(try await send(name, sample) == 202)
                #expect(try await send(name, sample) == 200)
                sample.body.append(0x0A)
                #expect(try await send("github", sample) == 401)
            }
            var large = try hooks.sample("github")
            large.body += [UInt8](repeating: 0x20, count: WebhookDoor.bodyLimit)
            // The connection may be gone before all of it was sent.
            let status = try? await send("github", large)
            #expect(status == 413 || status == nil)
            await client.shutdown()
        }
        #expect(await hooks.read(3).count == 3)
    }

    @Test(
        "Whoever lets the daemon wait for a body is cut off, by the deadline or by the announced length",
        arguments: [
            (200, "Content-Length: 1000", "408"), (200, "Transfer-Encoding: chunked", "408"),
            (60_000, "Content-Length: 9999999", "413"),
        ])
    func slow(milliseconds: Int, header: String, status: String) async throws {
        let hooks = try Hooks(bodyDeadline: .milliseconds(milliseconds))
        try await withServer(of: hooks.shop, api: hooks.api) { base in
            let port = try #require(base.split(separator: ":").last)
            // Ends only when the daemon closes the connection; the body never does.
            let script = """
                exec 3<>/dev/tcp/127.0.0.1/\(port)
                printf 'POST /webhooks/github HTTP/1.1\\r\\nHost: x\\r\\n\(header)\\r\\n\\r\\n4\\r\\nslow' >&3
                timeout 60 cat <&3
                """
            let answer: Result<CommandResult, any Error> = await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(returning: Result { try run(["bash", "-c", script]) })
                }
            }
            #expect(try answer.get().output.hasPrefix("HTTP/1.1 \(status) "))
        }
    }
}
