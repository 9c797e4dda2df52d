import Foundation
import HTTPTransport
import TestServers
import Testing

@Suite("A body that a task reads as it comes")
struct HTTPLinesTests {
    /// With its server, which ends with whoever holds it.
    private func exchange(_ response: TestResponse) throws -> (HTTPExchange, TestHTTPServer) {
        let server = try TestHTTPServer { _ in response }
        return (HTTPExchange(plain(server.url), over: try HTTPClient()), server)
    }

    private func lines(_ exchange: HTTPExchange, longest: Int = 100) async throws -> [String] {
        var lines = HTTPLines(of: exchange, longest: longest)
        var found: [String] = []
        while let line = try await lines.next() { found.append(String(decoding: line, as: UTF8.self)) }
        return found
    }

    @Test("comes in lines, however it was cut; one without an end is left out", arguments: [1, 2, 4, 100])
    func lines(size: Int) async throws {
        let (exchange, server) = try exchange(
            TestResponse(200, body: Array("one\n\ntwo\nthr".utf8), delivery: .chunked(size)))
        #expect(try await exchange.head().status == 200)
        #expect(try await lines(exchange) == ["one", "", "two"])
        server.stop()
    }

    @Test("is here before the answer ends, and closing ends the request")
    func early() async throws {
        let (exchange, server) = try exchange(
            TestResponse(200, body: Array("first\nand nothing".utf8), delivery: .stalled(6)))
        var lines = HTTPLines(of: exchange)
        #expect(try await lines.next() == Array("first".utf8))
        exchange.close()
        await #expect(throws: HTTPExchange.Interruption.self) { _ = try await lines.next() }
        server.stop()
    }

    @Test("of an error is in the head")
    func errors() async throws {
        let (exchange, server) = try exchange(.text("gone", 410))
        #expect(try await exchange.head().body == Array("gone".utf8))
        #expect(try await lines(exchange) == [])
        server.stop()
    }

    @Test("has no line that is longer than allowed")
    func capped() async throws {
        let (exchange, server) = try exchange(
            TestResponse(200, body: Array(repeating: 0x78, count: 200), delivery: .chunked(10)))
        let failure = await #expect(throws: HTTPExchange.Interruption.self) { try await lines(exchange, longest: 50) }
        guard case .failed(let cause) = failure, cause.reason == .tooLarge(.body, 50) else {
            Issue.record("\(String(describing: failure))")
            return
        }
        server.stop()
    }

    @Test("is not waited for any more by a task that is cancelled")
    func cancelled() async throws {
        let (exchange, server) = try exchange(.silence)
        let waiting = Task { try await exchange.head() }
        waiting.cancel()
        await #expect(throws: HTTPExchange.Interruption.woken) { try await waiting.value }
        exchange.close()
        server.stop()
    }

    @Test("has the server wait while nobody reads")
    func pressure() async throws {
        let body = [UInt8](repeating: 0x0A, count: 24 << 20)
        let server = try TestHTTPServer { _ in TestResponse(200, body: body) }
        let proxy = try CuttingProxy(to: server.port)
        let exchange = HTTPExchange(plain("http://127.0.0.1:\(proxy.port)/"), over: try HTTPClient(), capacity: 1 << 20)
        _ = try await exchange.head()
        // What the system's own buffers take is less.
        #expect(!proxy.wait(forTransferred: 16 << 20, .toClient, seconds: 0.5))
        var count = 0
        while let piece = try await exchange.next() { count += piece.count }
        #expect(count == body.count)
    }
}
