import Glibc
import HTTPTransport
import TestServers
import Testing

@Suite("HTTP failures")
struct HTTPFailureTests {
    let client: HTTPClient

    init() throws { client = try HTTPClient() }

    static let limit = Duration.seconds(1)

    static let timeouts: [(TestResponse, HTTPFailure.Phase)] = [
        (.silence, .answer),
        (.text("0123456789", delivery: .stalled(0)), .body),
        (.text("0123456789", delivery: .stalled(5)), .body),
        (.text(String(repeating: "x", count: 1000), delivery: .dripping(50)), .body),
    ]

    @Test(
        "what was ended from here is worth repeating, though the transport itself does not",
        arguments: [
            (HTTPFailure.Reason.cancelled, true), (.shutDown, true), (.nameNotResolved, true),
            (.plaintextRefused, false), (.tooLarge(.body, 1), false), (.tls("x"), false),
        ])
    func repeating(reason: HTTPFailure.Reason, isWorthRepeating: Bool) {
        let failure = HTTPFailure(reason, "GET http://x")
        #expect(failure.isWorthRepeating == isWorthRepeating)
        #expect(failure.isTransient == (reason == .nameNotResolved))
    }

    @Test("the total deadline ends a request that is still receiving", arguments: timeouts.indices)
    func deadline(_ index: Int) async throws {
        let (response, phase) = Self.timeouts[index]
        let server = try TestHTTPServer { _ in response }
        var request = plain(server.url + "/slow")
        request.deadline = Self.limit
        let failure = try #require(await client.failure(of: request))
        #expect(failure.reason == .timedOut(phase, Self.limit))
        #expect(failure.isTransient)
        #expect(failure.mayHaveBeenProcessed)
    }

    @Test("the deadline counts while a request waits for a connection to a host that hangs")
    func queued() async throws {
        let server = try TestHTTPServer { _ in .silence }
        var options = HTTPClient.Options()
        options.connectionsPerHost = 1
        let client = try HTTPClient(options)
        let first = Task { await client.failure(of: plain(server.url)) }
        await server.waitForRequests(1)
        var request = plain(server.url)
        request.deadline = Self.limit
        let failure = try #require(await client.failure(of: request))
        #expect(failure.reason == .timedOut(.connection, Self.limit))
        #expect(!failure.mayHaveBeenProcessed)
        first.cancel()
        #expect(await first.value?.reason == .cancelled)
    }

    @Test("a host that accepts no connection ends with the connect deadline")
    func connectDeadline() async throws {
        let server = try FullServer()
        var request = plain(server.url)
        request.connectDeadline = Self.limit
        let failure = try #require(await client.failure(of: request))
        #expect(failure.reason == .timedOut(.handshake, Self.limit))
        #expect(!failure.mayHaveBeenProcessed)
    }

    @Test("cancelling ends a request at once, before it starts and while it waits", arguments: [false, true])
    func cancellation(_ waits: Bool) async throws {
        let server = try TestHTTPServer { _ in .silence }
        let task = Task { [client] in
            if !waits { withUnsafeCurrentTask { $0?.cancel() } }
            return await client.failure(of: plain(server.url))
        }
        if waits {
            await server.waitForRequests(1)
            task.cancel()
        }
        let failure = await task.value
        #expect(failure?.reason == .cancelled)
        #expect(failure?.isTransient == false)
        #expect(failure?.mayHaveBeenProcessed == waits)
        #expect(server.requests.count == (waits ? 1 : 0))
    }

    @Test("a body within the limit arrives and one byte more is refused", arguments: [99, 100, 101], [true, false])
    func bodyLimit(_ size: Int, _ isChunked: Bool) async throws {
        let body = [UInt8](repeating: 7, count: size)
        let server = try TestHTTPServer { _ in TestResponse(body: body, delivery: isChunked ? .chunked(40) : .whole) }
        var request = plain(server.url)
        request.maximumBody = 100
        let failure = await client.failure(of: request)
        #expect(failure?.reason == (size > 100 ? .tooLarge(.body, 100) : nil))
    }

    @Test("headers without end are refused")
    func headerLimit() async throws {
        let fields = (0..<1000).map { ("X-Field-\($0)", String(repeating: "v", count: 100)) }
        let server = try TestHTTPServer { _ in TestResponse(headers: fields) }
        #expect(await client.failure(of: plain(server.url))?.reason == .tooLarge(.headers, 65536))
    }

    @Test("an encoding that was not asked for is refused instead of being unpacked")
    func encoding() async throws {
        let server = try TestHTTPServer { _ in
            TestResponse(headers: [("Content-Encoding", "gzip")], body: [0x1F, 0x8B])
        }
        guard case .invalidAnswer(let why) = await client.failure(of: plain(server.url))?.reason else {
            Issue.record("accepted")
            return
        }
        #expect(why.contains("gzip"))
    }

    static let cuts: [TestResponse] = [
        TestResponse(delivery: .cut(reset: false)), TestResponse(delivery: .cut(reset: true)),
        .text("0123456789", delivery: .truncated(3)), .raw("HTTP/1.1 200 OK\r\nContent-Le"),
    ]

    @Test("a connection that is cut leaves the outcome open", arguments: cuts.indices, ["GET", "POST"])
    func cut(_ index: Int, _ method: String) async throws {
        let server = try TestHTTPServer { _ in Self.cuts[index] }
        let failure = try #require(await client.failure(of: plain(method, server.url)))
        guard case .connectionLost = failure.reason else {
            Issue.record("\(failure)")
            return
        }
        #expect(failure.isTransient)
        #expect(failure.mayHaveBeenProcessed)
        #expect(server.requests.count == 1)
    }

    @Test("a change is sent once even when a kept connection dies, which libcurl would hide by sending it again")
    func noHiddenResend() async throws {
        let server = try TestHTTPServer { request in
            request.path == "/cut" ? TestResponse(delivery: .cut(reset: false)) : .text("ok")
        }
        _ = try await client.send(plain(server.url + "/warm"))
        let failure = try #require(await client.failure(of: plain("POST", server.url + "/cut")))
        #expect(failure.mayHaveBeenProcessed)
        #expect(server.requests.filter { $0.path == "/cut" }.count == 1)
    }

    @Test("an answer that is no HTTP is invalid", arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n", "<html>"])
    func noHTTP(_ text: String) async throws {
        let server = try TestHTTPServer { _ in .raw(text) }
        guard case .invalidAnswer = await client.failure(of: plain(server.url))?.reason else {
            Issue.record("accepted")
            return
        }
    }

    @Test("nobody listening is a refused connection")
    func refused() async throws {
        let failure = try #require(await client.failure(of: plain("http://127.0.0.1:\(freePort())/")))
        guard case .connectionRefused = failure.reason else {
            Issue.record("\(failure)")
            return
        }
        #expect(failure.isTransient)
        #expect(!failure.mayHaveBeenProcessed)
    }

    @Test("a name that does not exist is not resolved")
    func unknownName() async throws {
        let failure = try #require(await client.failure(of: plain("http://no-such-host.invalid/")))
        #expect(failure.reason == .nameNotResolved)
    }

    @Test("no proxy is used because the environment names one")
    func proxyEnvironment() async throws {
        setenv("http_proxy", "http://127.0.0.1:\(freePort())", 1)
        defer { unsetenv("http_proxy") }
        let server = try TestHTTPServer { _ in .text("direct") }
        #expect(try await client.send(plain(server.url)).status == 200)
    }

    @Test("a configured proxy carries the request")
    func proxy() async throws {
        let proxy = try TestHTTPServer { .text($0.target) }
        var options = HTTPClient.Options()
        options.proxy = proxy.url
        let response = try await HTTPClient(options).send(plain("http://registry.example.com/v2/"))
        #expect(response.body == Array("http://registry.example.com/v2/".utf8))
    }

    @Test("neither errors nor descriptions show headers, bodies, user information or queries")
    func secrets() async throws {
        let secret = "hunter2"
        let server = try TestHTTPServer { _ in TestResponse(headers: [("X-Token", secret)], body: Array(secret.utf8)) }
        var request = plain("POST", server.url + "/hook?token=\(secret)#\(secret)", body: Array(secret.utf8))
        request.headers["Authorization"] = "Bearer \(secret)"
        let response = try await client.send(request)
        request.maximumBody = 1
        let failure = try #require(await client.failure(of: request))
        let stranger = try #require(await client.failure(of: plain("https://bot:\(secret)@example.com/?a=\(secret)")))
        var dumped = ""
        dump(request, to: &dumped)
        dump(response, to: &dumped)
        let texts = [
            "\(request)", "\(response)", "\(failure)", "\(stranger)", String(reflecting: request), "\(request.headers)",
            String(reflecting: failure), String(reflecting: stranger), dumped,
        ]
        for text in texts { #expect(!text.contains(secret)) }
        #expect("\(failure)".contains("/hook"))
    }
}
