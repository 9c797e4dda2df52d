internal import CCurl

/// HTTP/1.1 and, over TLS, HTTP/2, for thousands of requests at once on one thread of its own.
///
/// Connections are kept and shared by all requests to one host. No proxy is used unless `Options` names one: the
/// environment's `http_proxy` is not read. There is no cookie jar, no cache and no netrc. A change (any method but GET,
/// HEAD, OPTIONS) always travels on a new connection: libcurl silently sends a request again when a kept connection
/// turns out to be dead, and nobody can know whether the server had acted on the first.
package final class HTTPClient: HTTPSending {
    package struct Options: Sendable {
        /// Connections to one host; further requests wait for one of them, or share it under HTTP/2.
        package var connectionsPerHost = 16
        /// Idle connections that are kept for reuse.
        package var keptConnections = 64
        /// `http://host:port` or `socks5h://host:port`; nil connects directly.
        package var proxy: String?
        package var userAgent = "sluice"

        package init() {}
    }

    private let options: Options
    private let loop: TransferLoop

    /// Starts the client's thread. Throws where the system has no thread, or a libcurl that resolves names on the
    /// caller's.
    package init(_ options: Options = Options()) throws(HTTPFailure) {
        self.options = options
        loop = try TransferLoop(options)
    }

    deinit { loop.stop() }

    /// Ends every request with `.shutDown`, closes all connections and waits until the thread is gone.
    package func shutdown() async {
        await loop.stopAndWait()
    }

    package var chainExecutor: (any TaskExecutor)? { loop }

    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let end = ContinuousClock.now + request.deadline
        var step = request
        var url = try checkedURL(of: request)
        var followed = 0
        while true {
            let response = try await loop.perform(Transfer(step, to: url, until: end, options))
            guard let next = try redirect(of: response, to: step, at: url, followed: followed) else { return response }
            if !next.hasSameOrigin(as: url) {
                step.trustsSystemToo = true
                step.identity = nil
                step.headers = step.headers.filtered {
                    $0.equalsIgnoringCase("Accept") || $0.equalsIgnoringCase("User-Agent")
                }
            }
            url = next
            followed += 1
        }
    }

    private func checkedURL(of request: HTTPRequest) throws(HTTPFailure) -> WebURL {
        func refusal(_ reason: HTTPFailure.Reason) -> HTTPFailure { HTTPFailure(reason, request.description) }
        if let fault = request.fault { throw refusal(.invalidRequest(fault)) }
        guard let url = request.location else {
            throw refusal(.invalidRequest("this is no http or https URL with a host and without user information"))
        }
        guard url.scheme == "https" || request.allowPlaintext else { throw refusal(.plaintextRefused) }
        return url
    }

    /// Where to go next, nil if `response` is the answer.
    private func redirect(
        of response: HTTPResponse, to request: HTTPRequest, at url: WebURL, followed: Int
    ) throws(HTTPFailure) -> WebURL? {
        guard [301, 302, 303, 307, 308].contains(response.status), request.redirects != .never,
            let location = response.headers["Location"]
        else { return nil }
        guard request.method == "GET" || request.method == "HEAD" else {
            guard case .sameOriginWithChanges(let limit) = request.redirects, followed < limit,
                [307, 308].contains(response.status), let next = url.resolving(location), next.hasSameOrigin(as: url)
            else { return nil }
            return next
        }
        func refuse(_ why: String) -> HTTPFailure {
            HTTPFailure(.redirectRefused(why), "\(request.method) \(url)", mayHaveBeenProcessed: true)
        }
        guard followed < request.redirects.limit else { throw refuse("more than \(request.redirects.limit) in a row") }
        guard let next = url.resolving(location) else { throw refuse("it leads to no http or https URL") }
        guard next.scheme == "https" || url.scheme == "http" else { throw refuse("it leads from https to \(next)") }
        switch request.redirects {
        case .never, .anyOrigin: break
        case .sameOrigin, .sameOriginWithChanges:
            guard next.hasSameOrigin(as: url) else { throw refuse("it leads to another host, \(next)") }
        }
        return next
    }
}
