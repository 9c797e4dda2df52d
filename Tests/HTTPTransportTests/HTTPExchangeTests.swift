import Foundation
import HTTPTransport
import TestServers
import Testing

@Suite("Exchanges", .serialized)
struct HTTPExchangeTests {
    private func soon(_ duration: Duration = .seconds(10)) -> ContinuousClock.Instant { .now + duration }

    /// 40 MiB in which a piece that is missing or stands elsewhere shows.
    private static let large: [UInt8] = {
        var bytes = [UInt8](repeating: 7, count: 40 << 20)
        for place in stride(from: 0, to: bytes.count, by: 4093) { bytes[place] = UInt8(truncatingIfNeeded: place >> 8) }
        return bytes
    }()

    private func readAll(_ exchange: HTTPExchange) throws(HTTPExchange.Interruption) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 70_000, alignment: 1)
        defer { buffer.deallocate() }
        var all: [UInt8] = []
        while true {
            let count = try exchange.read(into: buffer, by: soon())
            if count == 0 { return all }
            all.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    @Test("A body comes piece by piece, and the server waits while nobody reads", arguments: [true, false])
    func pieces(isChunked: Bool) throws {
        let body = Self.large
        let server = try TestHTTPServer { _ in
            TestResponse(200, headers: [("X-A", "b")], body: body, delivery: isChunked ? .chunked(100_000) : .whole)
        }
        let proxy = try CuttingProxy(to: server.port)
        let client = try HTTPClient()
        let exchange = HTTPExchange(plain("http://127.0.0.1:\(proxy.port)/"), over: client, capacity: 1 << 20)
        let head = try exchange.head(by: soon())
        #expect(head.status == 200 && head.headers["x-a"] == "b" && head.body.isEmpty)
        // What the system's own buffers take is less.
        #expect(!proxy.wait(forTransferred: 24 << 20, .toClient, seconds: 0.5))
        #expect(try readAll(exchange) == body)
    }

    @Test("An answer that is no success has its body in the head")
    func refusal() throws {
        let server = try TestHTTPServer { _ in .text("not here", 404) }
        let exchange = HTTPExchange(plain(server.url), over: try HTTPClient())
        let head = try exchange.head(by: soon())
        #expect(head.status == 404 && head.body == Array("not here".utf8))
        #expect(try readAll(exchange).isEmpty)
    }

    @Test("An answer without a body has a head and an end")
    func empty() throws {
        let server = try TestHTTPServer { _ in TestResponse(204) }
        let exchange = HTTPExchange(plain(server.url), over: try HTTPClient())
        #expect(try exchange.head(by: soon()).status == 204)
        #expect(try readAll(exchange).isEmpty)
    }

    @Test("Who waits leaves when the moment passes, when it is woken, and when the exchange is closed")
    func waiting() throws {
        let server = try TestHTTPServer { _ in .silence }
        let exchange = HTTPExchange(plain(server.url), over: try HTTPClient())
        #expect(throws: HTTPExchange.Interruption.late) { try exchange.head(by: soon(.milliseconds(50))) }
        Thread.detachNewThread { exchange.close() }
        let failure = #expect(throws: HTTPExchange.Interruption.self) { try exchange.head(by: soon()) }
        guard case .failed(let cause) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(cause.reason == .cancelled)
        let other = HTTPExchange(plain(server.url), over: try HTTPClient())
        Thread.detachNewThread { other.wake() }
        #expect(throws: HTTPExchange.Interruption.woken) { try other.head(by: soon()) }
        #expect(throws: HTTPExchange.Interruption.woken) { try other.head(by: soon()) }
        other.close()
    }

    @Test("A body that is cut short is told after what came of it, and is not asked for again")
    func cut() throws {
        let server = try TestHTTPServer { _ in
            TestResponse(200, body: Array("0123456789".utf8), delivery: .truncated(4))
        }
        let paced = PacedSender(
            try HTTPClient(), clock: ContinuousClock(), secondsSince1970: { 0 }, seed: 1)
        let exchange = HTTPExchange(plain(server.url), over: paced)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
        defer { buffer.deallocate() }
        var count = 0
        let failure = #expect(throws: HTTPExchange.Interruption.self) {
            while true { count += try exchange.read(into: buffer, by: soon()) }
        }
        #expect(count == 4)
        guard case .failed(let cause) = failure, case .connectionLost = cause.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(server.requests.count == 1)
    }

    @Test("A sender that does not pour gives its whole answer")
    func whole() throws {
        struct Sender: HTTPSending {
            func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
                HTTPResponse(status: 200, body: [1, 2, 3])
            }
        }
        let exchange = HTTPExchange(plain("http://localhost/"), over: Sender())
        #expect(try exchange.head(by: soon()).status == 200)
        #expect(try readAll(exchange) == [1, 2, 3])
    }
}
