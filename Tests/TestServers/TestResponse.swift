/// What the test's server answers, well or badly.
package struct TestResponse: Sendable {
    /// How the answer goes out.
    package enum Delivery: Sendable {
        /// Whole, and the connection stays open.
        case whole
        /// Whole, and the connection is closed.
        case closing
        /// In chunks of this many bytes (Transfer-Encoding: chunked).
        case chunked(Int)
        /// Announces the whole body, sends this many bytes of it and closes.
        case truncated(Int)
        /// Announces the whole body, sends this many bytes of it, then nothing until the client goes.
        case stalled(Int)
        /// One byte of the body each time this many milliseconds have passed.
        case dripping(Int32)
        /// Nothing at all until the client goes.
        case silent
        /// Nothing, and the connection is closed, or reset.
        case cut(reset: Bool)
        /// The body alone, as the bytes on the wire, then closed.
        case raw
    }

    package var status: Int
    package var headers: [(String, String)]
    package var body: [UInt8]
    package var delivery: Delivery

    package init(
        _ status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = [], delivery: Delivery = .whole
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delivery = delivery
    }

    package static func json(_ text: String, _ status: Int = 200, headers: [(String, String)] = []) -> TestResponse {
        TestResponse(status, headers: [("Content-Type", "application/json")] + headers, body: Array(text.utf8))
    }

    package static func text(
        _ text: String, _ status: Int = 200, type: String = "text/plain", delivery: Delivery = .whole
    ) -> TestResponse {
        TestResponse(status, headers: [("Content-Type", type)], body: Array(text.utf8), delivery: delivery)
    }

    package static func redirect(_ location: String, _ status: Int = 302) -> TestResponse {
        TestResponse(status, headers: [("Location", location)])
    }

    package static func raw(_ text: String) -> TestResponse {
        TestResponse(body: Array(text.utf8), delivery: .raw)
    }

    package static let silence = TestResponse(delivery: .silent)

    /// Sends the answer; false if the connection ends with it.
    func write(to socket: Socket, answering request: TestRequest) -> Bool {
        switch delivery {
        case .whole, .closing:
            let content = request.method == "HEAD" ? [] : body
            guard socket.write(head(closing: isClosing) + content) else { return false }
            return !isClosing && request["Connection"]?.lowercased() != "close"
        case .chunked(let size):
            return writeChunks(of: size, to: socket)
        case .truncated(let count):
            _ = socket.write(head(closing: true) + body.prefix(count))
        case .stalled(let count):
            if socket.write(head(closing: true) + body.prefix(count)) { socket.waitForClose() }
        case .dripping(let milliseconds):
            guard socket.write(head(closing: true)) else { return false }
            for byte in body { guard !socket.waitForClose(milliseconds), socket.write([byte]) else { return false } }
        case .silent:
            socket.waitForClose()
        case .cut(let reset):
            if reset { socket.reset() }
        case .raw:
            _ = socket.write(body)
        }
        return false
    }

    private var isClosing: Bool { if case .closing = delivery { true } else { false } }

    private func head(closing: Bool) -> [UInt8] {
        var lines = ["HTTP/1.1 \(status) Test"]
        lines += headers.map { "\($0.0): \($0.1)" }
        if !headers.contains(where: { $0.0.lowercased() == "content-length" }) {
            lines.append("Content-Length: \(body.count)")
        }
        if closing { lines.append("Connection: close") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private func writeChunks(of size: Int, to socket: Socket) -> Bool {
        let fields = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
        guard socket.write("HTTP/1.1 \(status) Test\r\n\(fields)Transfer-Encoding: chunked\r\n\r\n".utf8) else {
            return false
        }
        for start in stride(from: 0, to: body.count, by: size) {
            let chunk = body[start..<min(start + size, body.count)]
            guard socket.write(Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)) else {
                return false
            }
        }
        return socket.write("0\r\n\r\n".utf8)
    }
}
