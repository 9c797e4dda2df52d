/// Why a request has no answer.
///
/// The description is one sentence for people: what failed, where, and how to mend it. It names the URL without query
/// and user information and holds no header and no body.
package struct HTTPFailure: Error, Hashable, Sendable {
    /// The closed set of reasons.
    package enum Reason: Hashable, Sendable {
        /// URL, method or header that cannot be sent.
        case invalidRequest(String)
        /// The URL is plain http, and the request does not allow that.
        case plaintextRefused
        case nameNotResolved
        /// The name leads to an address that the request does not allow; what kind of address it is.
        case addressRefused(String)
        /// Nobody listens there, or no route leads there.
        case connectionRefused(String)
        /// No trusted encrypted connection: certificate, host name, protocol.
        case tls(String)
        case timedOut(Phase, Duration)
        case cancelled
        /// The answer is larger than this many bytes of the named part.
        case tooLarge(Part, Int)
        /// The connection ended before the whole answer was there.
        case connectionLost(String)
        /// What came back is no HTTP, or uses an encoding that was not asked for.
        case invalidAnswer(String)
        /// A redirect that the request's rule does not follow.
        case redirectRefused(String)
        /// The client was shut down.
        case shutDown
    }

    /// What a request was doing when its time ended.
    package enum Phase: String, Hashable, Sendable {
        /// Held back by the rate budget of its host.
        case turn = "waiting for its turn"
        case connection = "resolving the name or waiting for a free connection"
        case handshake = "connecting (TCP, and TLS where the URL asks for it)"
        case answer = "waiting for the answer"
        case body = "reading the answer"
    }

    package enum Part: String, Hashable, Sendable {
        case headers, body
    }

    package var reason: Reason
    /// Method and URL, fit for printing.
    package var target: String
    /// Whether a byte of the request had been handed to the network: the server may have acted on it.
    package var mayHaveBeenProcessed: Bool

    package init(_ reason: Reason, _ target: String, mayHaveBeenProcessed: Bool = false) {
        self.reason = reason
        self.target = target
        self.mayHaveBeenProcessed = mayHaveBeenProcessed
    }

    /// Whether the same request may succeed later without anybody mending anything.
    package var isTransient: Bool {
        switch reason {
        case .nameNotResolved, .connectionRefused, .timedOut, .connectionLost: true
        case .invalidRequest, .plaintextRefused, .addressRefused, .tls, .cancelled, .tooLarge, .invalidAnswer,
            .redirectRefused,
            .shutDown:
            false
        }
    }

    /// Whether what the request was for is worth trying again: also where it was ended from here, which says nothing about
    /// the server.
    package var isWorthRepeating: Bool { isTransient || reason == .cancelled || reason == .shutDown }
}

extension HTTPFailure: CustomStringConvertible {
    package var description: String { "\(target): \(sentence)" }

    private var sentence: String {
        switch reason {
        case .invalidRequest(let why): why
        case .plaintextRefused: "refused to use plain http; use https, or allow plain http for this server"
        case .nameNotResolved: "the host's name was not resolved; check the name and the DNS servers"
        case .addressRefused(let kind): "refused to go to its address, which is \(kind)"
        case .connectionRefused(let why): "cannot connect (\(why)); check that the server runs, and host and port"
        case .tls(let why): "no trusted TLS connection (\(why)); check the server's certificate, or name its CA file"
        case .timedOut(let phase, let limit): "gave up after \(limit) while \(phase.rawValue)"
        case .cancelled: "cancelled"
        case .tooLarge(let part, let limit): "the answer's \(part.rawValue) passed the limit of \(limit) bytes"
        case .connectionLost(let why): "the connection ended before the answer was complete (\(why))"
        case .invalidAnswer(let why): "the answer cannot be used: \(why)"
        case .redirectRefused(let why): "did not follow the redirect: \(why)"
        case .shutDown: "the HTTP client was shut down"
        }
    }
}
