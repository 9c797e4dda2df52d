import HTTPTransport
import SSHTransport

/// A conversation with a Git service over HTTP: its advertisement, then a request and an answer at a time.
final class HTTPGitChannel: GitChannel {
    var deadline: Deadline
    private let calls: HTTPGitCalls
    private let sender: any HTTPSending
    private let cancellation: Cancellation
    /// Where the repository is, after redirects.
    private var address = ""
    /// What is to be sent with the next request.
    private var request: [UInt8] = []
    /// What is read now.
    private var exchange: HTTPExchange?
    private var isAnswerChecked = true
    /// Taken from the answer to be looked at, and to be read again.
    private var ahead: ArraySlice<UInt8> = []

    init(_ calls: HTTPGitCalls, _ sender: any HTTPSending, deadline: Deadline, cancellation: Cancellation) {
        self.calls = calls
        self.sender = sender
        self.deadline = deadline
        self.cancellation = cancellation
    }

    deinit { exchange?.close() }

    let isStateless = true
    /// Over HTTP the server has no second stream.
    let remoteErrors = ""

    /// Asks for the advertisement, and takes off the packets that announce it.
    func begin(at address: String) throws(TransportFailure) {
        let call = calls.discover(address)
        let exchange = try send(call)
        let head = try head(of: exchange)
        try calls.check(head, .advertisement)
        isAnswerChecked = true
        guard let found = calls.address(of: head.url.isEmpty ? call.url : head.url) else {
            throw calls.failure(.ledElsewhere(detail: "to \(printableURL(head.url)), which is no repository's"))
        }
        self.address = found
        let announcement = Array("# service=\(calls.service.rawValue)".utf8)
        try peek(4 + announcement.count)
        guard ahead.dropFirst(4).starts(with: announcement) else { return }
        let size = Int(String(decoding: ahead.prefix(4), as: UTF8.self), radix: 16) ?? 0
        guard (4 + announcement.count...1024).contains(size) else { return }
        try peek(size + 4)
        ahead = ahead.dropFirst(size)
        if ahead.starts(with: "0000".utf8) { ahead = ahead.dropFirst(4) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> Int {
        try finishWriting()
        guard ahead.isEmpty else {
            let count = min(ahead.count, buffer.count)
            buffer.copyBytes(from: ahead.prefix(count))
            ahead = ahead.dropFirst(count)
            return count
        }
        guard let exchange else { return 0 }
        if !isAnswerChecked {
            try calls.check(try head(of: exchange), .result)
            isAnswerChecked = true
        }
        return try read(exchange, into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) {
        drop()
        request += bytes
    }

    func finishWriting() throws(TransportFailure) {
        guard !request.isEmpty else { return }
        let call = calls.ask(address, request)
        request = []
        isAnswerChecked = false
        _ = try send(call)
    }

    @discardableResult
    func close() -> ChannelEnd {
        drop()
        request = []
        return ChannelEnd(exitStatus: nil, errors: "")
    }

    private func drop() {
        exchange?.close()
        exchange = nil
        ahead = []
    }

    private func send(_ call: HTTPRequest) throws(TransportFailure) -> HTTPExchange {
        if cancellation.isCancelled { throw calls.failure(.cancelled(during: .connecting)) }
        if deadline.hasPassed { throw calls.failure(.timedOut(during: .connecting)) }
        var call = call
        call.connectDeadline = min(call.connectDeadline, max(deadline.remaining, .milliseconds(1)))
        let exchange = HTTPExchange(call, over: sender)
        cancellation.whenCancelled { [weak exchange] in exchange?.wake() }
        self.exchange = exchange
        return exchange
    }

    private func head(of exchange: HTTPExchange) throws(TransportFailure) -> HTTPResponse {
        do {
            return try exchange.head(by: deadline.instant)
        } catch {
            throw calls.failure(error)
        }
    }

    private func read(
        _ exchange: HTTPExchange, into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportFailure) -> Int {
        do {
            return try exchange.read(into: buffer, by: deadline.instant)
        } catch {
            throw calls.failure(error)
        }
    }

    /// Reads until `count` bytes are ahead, or the answer's end.
    private func peek(_ count: Int) throws(TransportFailure) {
        guard let exchange else { return }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { piece.deallocate() }
        while ahead.count < count {
            let size = try read(exchange, into: piece)
            if size == 0 { return }
            ahead += piece[..<size]
        }
    }
}
