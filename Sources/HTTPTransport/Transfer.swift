internal import CCurl
import Glibc

/// One request on its way: what libcurl reads from and writes to.
///
/// Made by the caller, then touched by the loop's thread alone; that hand-over through the inbox's lock is what makes
/// it safe to share.
final class Transfer: @unchecked Sendable {
    let request: HTTPRequest
    let url: WebURL
    let deadline: ContinuousClock.Instant
    let options: HTTPClient.Options
    var continuation: CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>?
    var isCancelled = false
    /// The handle while the transfer is live.
    private(set) var easy: UnsafeMutableRawPointer?

    private var fields: UnsafeMutablePointer<curl_slist>?
    private let reason = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var answer = AnswerCollector()
    /// What an address was that the request does not allow.
    private var refusedAddress: String?

    init(_ request: HTTPRequest, to url: WebURL, until deadline: ContinuousClock.Instant, _ options: HTTPClient.Options)
    {
        self.request = request
        self.url = url
        self.deadline = deadline
        self.options = options
        answer.maximumBody = request.maximumBody
        reason.initialize(repeating: 0)
    }

    deinit { reason.deallocate() }

    func finish(_ result: Result<HTTPResponse, HTTPFailure>) {
        continuation?.resume(returning: result)
        continuation = nil
    }

    /// Sets every option on `easy`, which was reset.
    func prepare(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
        TransferOptions(easy).set(request, to: url, options)
        fields = TransferOptions.list(request, options)
        _ = sluice_setopt_list(easy, CURLOPT_HTTPHEADER, fields)
        _ = sluice_setopt_pointer(easy, CURLOPT_ERRORBUFFER, reason.baseAddress)
        let context = Unmanaged.passUnretained(self).toOpaque()
        guardAddresses(easy, context)
        _ = sluice_setopt_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = sluice_setopt_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = sluice_setopt_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Transfer.receiveBody(bytes, size * count, context)
        }
        _ = sluice_setopt_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Transfer.receive(bytes, size * count, context) { $0.appendHeader($1) }
        }
    }

    /// Asks before each new connection whether its address is allowed. Behind a proxy the address is the proxy's.
    private func guardAddresses(_ easy: UnsafeMutableRawPointer, _ context: UnsafeMutableRawPointer) {
        guard !request.allowLocal, options.proxy == nil else { return }
        _ = sluice_setopt_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
        _ = sluice_setopt_open(easy, CURLOPT_OPENSOCKETFUNCTION) { context, _, address in
            guard let context, let address else { return curl_socket_t(-1) }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            // What `addr` begins is as long as `addrlen` says.
            let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
            let start = (UnsafeRawPointer(address) + offset).assumingMemoryBound(to: sockaddr.self)
            let kind = LocalAddress.kind(of: start, length: Int(address.pointee.addrlen))
            guard kind == nil else {
                transfer.refusedAddress = kind
                return curl_socket_t(-1)
            }
            return socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
        }
    }

    /// Frees what only a live transfer needs; its handle goes back to the table.
    func release() {
        curl_slist_free_all(fields)
        fields = nil
        easy = nil
    }

    /// Hands libcurl's bytes to the collector; another count than `count` makes libcurl stop.
    private static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (inout AnswerCollector, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return body(&transfer.answer, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
    }

    private static func receiveBody(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?
    ) -> Int {
        guard let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.pour(UnsafeRawBufferPointer(start: bytes, count: count))
            ?? receive(bytes, count, context) { $0.appendBody($1) }
    }

    /// Hands a piece of the body to whoever reads it as it comes; nil where nobody does, or the answer is no success.
    private func pour(_ piece: UnsafeRawBufferPointer) -> Int? {
        guard let exchange = request.exchange else { return nil }
        let status = number(CURLINFO_RESPONSE_CODE)
        guard (200..<300).contains(status) else { return nil }
        let isTaken = exchange.offer(piece) { answer.response(status: status, url: url.text) }
        return isTaken ? piece.count : Int(CURL_WRITEFUNC_PAUSE)
    }

    /// What became of a transfer that libcurl ended with `code`.
    func result(_ code: CURLcode) -> Result<HTTPResponse, HTTPFailure> {
        if let part = answer.passedLimit { return .failure(failure(.tooLarge(part, answer.limit(of: part)))) }
        if code == CURLE_COULDNT_CONNECT, let refusedAddress {
            return .failure(failure(.addressRefused(refusedAddress)))
        }
        guard code == CURLE_OK else {
            return .failure(code == CURLE_OPERATION_TIMEDOUT ? timeout : failure(.init(code, saying: words(for: code))))
        }
        guard answer.hasWholeHead else {
            return .failure(failure(.connectionLost("it ended within the answer's header fields")))
        }
        if let encoding = answer.headers["Content-Encoding"], !encoding.equalsIgnoringCase("identity") {
            let why = "it is encoded as \(encoding.prefix(40)), which was not asked for"
            return .failure(failure(.invalidAnswer(why)))
        }
        return .success(answer.response(status: number(CURLINFO_RESPONSE_CODE), url: url.text))
    }

    func failure(_ reason: HTTPFailure.Reason) -> HTTPFailure {
        HTTPFailure(reason, "\(request.method) \(url)", mayHaveBeenProcessed: number(CURLINFO_REQUEST_SIZE) > 0)
    }

    /// The failure of a transfer whose time is up, with what it was doing.
    var timeout: HTTPFailure {
        let phase: HTTPFailure.Phase =
            if answer.hasBegun {
                .body
            } else if number(CURLINFO_REQUEST_SIZE) > 0 {
                .answer
            } else if number(of: CURLINFO_NAMELOOKUP_TIME_T) > 0 {
                .handshake
            } else {
                .connection
            }
        let isTotal = ContinuousClock.now >= deadline
        return failure(.timedOut(phase, isTotal ? request.deadline : request.connectDeadline))
    }

    private func words(for code: CURLcode) -> String {
        let said = reason.baseAddress.map { String(cString: $0) } ?? ""
        return said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
    }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        if let easy { _ = sluice_getinfo_long(easy, info, &value) }
        return value
    }

    private func number(of info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        if let easy { _ = sluice_getinfo_offset(easy, info, &value) }
        return Int(value)
    }
}
