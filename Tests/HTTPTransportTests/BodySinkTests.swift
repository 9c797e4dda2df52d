import HTTPTransport
import Synchronization
import TestServers
import Testing

@Suite("A body that is taken piece by piece")
struct BodySinkTests {
    private final class Taken: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
        func add(_ piece: [UInt8]) -> Int {
            bytes.withLock { bytes in
                bytes += piece
                return bytes.count
            }
        }
    }

    private func send(
        _ response: TestResponse, maximum: Int = 1 << 20, until enough: Int = .max
    ) async throws -> (taken: String, answer: Result<HTTPResponse, HTTPFailure>) {
        let server = try TestHTTPServer { _ in response }
        let taken = Taken()
        var request = HTTPRequest("GET", server.url)
        request.allowPlaintext = true
        request.maximumBody = maximum
        request.bodySink = { taken.add($0) < enough }
        let client = try HTTPClient()
        do throws(HTTPFailure) {
            let answer = try await client.send(request)
            return (taken.text, .success(answer))
        } catch {
            return (taken.text, .failure(error))
        }
    }

    @Test("arrives whole, and is not gathered a second time")
    func whole() async throws {
        let seen = try await send(TestResponse(200, body: Array("one two three".utf8), delivery: .chunked(4)))
        #expect(seen.taken == "one two three")
        let answer = try seen.answer.get()
        #expect(answer.status == 200)
        #expect(answer.body == [])
    }

    @Test("arrives before the answer ends, and enough of it ends the request")
    func early() async throws {
        let seen = try await send(
            TestResponse(200, body: Array("first, and then nothing".utf8), delivery: .stalled(5)), until: 5)
        #expect(seen.taken == "first")
        #expect(try seen.answer.get().status == 200)
    }

    @Test("of an error is gathered as ever")
    func errors() async throws {
        let seen = try await send(.text("gone", 410))
        #expect(seen.taken == "")
        #expect(try seen.answer.get().body == Array("gone".utf8))
    }

    @Test("is capped as a whole")
    func capped() async throws {
        let seen = try await send(
            TestResponse(200, body: Array(repeating: 0x78, count: 100), delivery: .chunked(10)), maximum: 50)
        #expect(throws: HTTPFailure.self) { try seen.answer.get() }
        #expect(seen.taken.count <= 50)
    }
}
