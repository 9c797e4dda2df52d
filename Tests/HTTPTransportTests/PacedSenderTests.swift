import HTTPTransport
import Synchronization
import TestServers
import Testing

/// Answers from a list, the last one for ever, and keeps what it was asked.
private final class Script: HTTPSending {
    private let answers: [Result<HTTPResponse, HTTPFailure>]
    private let asked = Mutex<[String]>([])

    init(_ answers: [Result<HTTPResponse, HTTPFailure>]) { self.answers = answers }

    var urls: [String] { asked.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let index = asked.withLock { asked in
            asked.append(request.url)
            return asked.count - 1
        }
        return try answers[min(index, answers.count - 1)].get()
    }
}

@Suite("Paced sender")
struct PacedSenderTests {
    let clock = SteppedClock()

    private static func answer(_ status: Int, retryAfter: String? = nil) -> Result<HTTPResponse, HTTPFailure> {
        var headers = HTTPHeaders()
        headers["Retry-After"] = retryAfter
        return .success(HTTPResponse(status: status, headers: headers))
    }

    private static let lost = Result<HTTPResponse, HTTPFailure>.failure(
        HTTPFailure(.connectionLost("reset"), "GET x", mayHaveBeenProcessed: true))

    private func sender(
        _ base: any HTTPSending, limits: RateBudget.Limits = .init(), attempts: Int = 3
    ) -> PacedSender<SteppedClock> {
        PacedSender(
            base, limits: limits, retries: RetryPolicy(attempts: attempts, base: .seconds(1), cap: .seconds(4)),
            patience: .seconds(60), clock: clock, secondsSince1970: { 784_111_777 }, seed: 3)
    }

    @Test("tries a transient failure of a safe request again, up to the attempts", arguments: [502, 0])
    func retries(_ status: Int) async throws {
        let failing = status == 0 ? Self.lost : Self.answer(status)
        let script = Script([failing, failing, Self.answer(200)])
        let sender = sender(script)
        let task = Task { try await sender.send(HTTPRequest("GET", "https://r.example/a")).status }
        for _ in 0..<2 {
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(4))
        }
        #expect(try await task.value == 200)
        #expect(script.urls.count == 3)
    }

    @Test("hands back the last answer when no attempt is left")
    func exhausted() async throws {
        let script = Script([Self.answer(503)])
        let sender = sender(script, attempts: 2)
        let task = Task { try await sender.send(HTTPRequest("GET", "https://r.example/a")).status }
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(4))
        #expect(try await task.value == 503)
        #expect(script.urls.count == 2)
    }

    @Test("never sends a change twice", arguments: [500, 502, 429, 0])
    func changes(_ status: Int) async throws {
        let script = Script([status == 0 ? Self.lost : Self.answer(status, retryAfter: "5"), Self.answer(200)])
        let result = await Result { () async throws(HTTPFailure) in
            try await sender(script).send(HTTPRequest("PUT", "https://r.example/a"))
        }
        #expect((try? result.get().status) == (status == 0 ? nil : status))
        #expect(script.urls.count == 1)
    }

    @Test("hands back what is not worth another try", arguments: [200, 301, 401, 404, 501])
    func final(_ status: Int) async throws {
        let script = Script([Self.answer(status)])
        #expect(try await sender(script).send(HTTPRequest("GET", "https://r.example/a")).status == status)
        #expect(script.urls.count == 1)
    }

    @Test(
        "429 and Retry-After hold back everybody at that host, and nobody elsewhere",
        arguments: [("20", 429), ("Sun, 06 Nov 1994 08:49:57 GMT", 429), ("20", 503)])
    func pause(_ retryAfter: String, _ status: Int) async throws {
        let script = Script([Self.answer(status, retryAfter: retryAfter), Self.answer(200)])
        let sender = sender(script)
        let first = Task { try await sender.send(HTTPRequest("GET", "https://r.example/1")).status }
        await clock.waitForSleepers(1)
        let second = Task { try await sender.send(HTTPRequest("PUT", "https://r.example/2")).status }
        #expect(try await sender.send(HTTPRequest("GET", "https://other.example/3")).status == 200)
        clock.advance(by: .seconds(19))
        #expect(script.urls == ["https://r.example/1", "https://other.example/3"])
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        #expect(try await first.value == 200)
        #expect(try await second.value == 200)
        #expect(Set(script.urls) == ["https://r.example/1", "https://r.example/2", "https://other.example/3"])
    }

    @Test("a pause beyond the patience is not waited for")
    func longPause() async throws {
        let script = Script([Self.answer(429, retryAfter: "3600"), Self.answer(200)])
        let sender = sender(script)
        #expect(try await sender.send(HTTPRequest("GET", "https://r.example/1")).status == 429)
        let failure = await sender.failure(of: HTTPRequest("GET", "https://r.example/2"))
        #expect(failure?.reason == .timedOut(.turn, .seconds(60)))
        #expect(failure?.mayHaveBeenProcessed == false)
        #expect(script.urls.count == 1)
    }

    @Test("lets requests to one host go in the order of their arrival, at its rate")
    func order() async throws {
        let script = Script([Self.answer(200)])
        let sender = sender(script, limits: .init(perSecond: 1, burst: 1, concurrent: 10))
        _ = try await sender.send(HTTPRequest("GET", "https://r.example/0"))
        var all: [Task<Int, any Error>] = []
        for number in 1...3 {
            all.append(Task { try await sender.send(HTTPRequest("GET", "https://r.example/\(number)")).status })
            while sender.waiting["r.example"] != number { await Task.yield() }
        }
        for sent in 1...3 {
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            while script.urls.count <= sent { await Task.yield() }
            #expect(script.urls == (0...sent).map { "https://r.example/\($0)" })
        }
        for task in all { #expect(try await task.value == 200) }
    }

    @Test("a turn that does not come within the patience is a transient failure")
    func patience() async throws {
        let server = try TestHTTPServer { _ in .silence }
        let sender = sender(try HTTPClient(), limits: .init(concurrent: 1))
        let first = Task { await sender.failure(of: plain("POST", server.url)) }
        await server.waitForRequests(1)
        let second = Task { await sender.failure(of: plain("POST", server.url)) }
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(60))
        let failure = await second.value
        #expect(failure?.reason == .timedOut(.turn, .seconds(60)))
        #expect(failure?.isTransient == true)
        first.cancel()
        #expect(await first.value?.reason == .cancelled)
        #expect(server.requests.count == 1)
    }

    @Test("cancelling ends the wait for a turn and for the next try at once")
    func cancellation() async throws {
        let script = Script([Self.answer(429, retryAfter: "10"), Self.lost])
        let sender = sender(script)
        let waiting = Task { await sender.failure(of: HTTPRequest("GET", "https://r.example/1")) }
        await clock.waitForSleepers(1)
        waiting.cancel()
        #expect(await waiting.value?.reason == .cancelled)
        let pausing = Task { await sender.failure(of: HTTPRequest("GET", "https://other.example/1")) }
        await clock.waitForSleepers(2)
        pausing.cancel()
        #expect(await pausing.value?.reason == .cancelled)
    }
}

extension Result where Failure == HTTPFailure {
    fileprivate init(_ body: () async throws(HTTPFailure) -> Success) async {
        do throws(HTTPFailure) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
