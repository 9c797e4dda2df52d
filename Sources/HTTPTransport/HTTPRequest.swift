/// One request, with the limits that its answer has to keep.
package struct HTTPRequest: Sendable {
    /// Absolute http or https URL without user information.
    package var url: String { didSet { location = WebURL(url) } }
    /// The URL taken apart; nil where it is none that can be asked.
    package private(set) var location: WebURL?
    package var method: String
    package var headers: HTTPHeaders
    /// Sent with Content-Length; nil sends none.
    package var body: [UInt8]?
    /// From the call to the last byte of the answer, redirects and name resolution included.
    package var deadline: Duration = .seconds(30)
    /// For name resolution, TCP and TLS together, each time that a connection is opened.
    package var connectDeadline: Duration = .seconds(10)
    /// The most bytes of body that the answer may have. Nothing is ever decompressed: the client asks for `identity`.
    package var maximumBody: Int = 8 << 20
    package var redirects: RedirectRule = .never
    /// A PEM file of the certificate authorities to trust instead of the system's; where a redirect leads to another
    /// origin, both are trusted.
    package var caFile: String?
    /// Whether a POST only asks, as Git's for objects does: it may go over a kept connection, and be sent again.
    package var changesNothing = false
    /// Takes the body of an answer 2xx as it comes; `HTTPResponse.body` is empty then.
    var exchange: HTTPExchange?
    /// The same as PEM of the caller's own; it wins over `caFile`.
    package var caCertificates: [UInt8]?
    /// What this side shows of itself in the TLS handshake; never to another origin.
    package var identity: ClientIdentity?
    /// Set once a redirect has led to another origin.
    var trustsSystemToo = false
    /// Whether `http:` is allowed; a redirect from https to http never is.
    package var allowPlaintext: Bool = false
    /// Whether the host may be this machine itself (loopback) or a link-local address, where clouds tell machines their
    /// secrets. What counts is the address that a new connection goes to, whatever name led there; a proxy's own is free.
    package var allowLocal: Bool = true

    package init(_ method: String = "GET", _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        location = WebURL(url)
        self.headers = headers
        self.body = body
    }

    /// To a URL that was taken apart before.
    package init(_ method: String = "GET", to location: WebURL) {
        self.method = method
        url = location.text
        self.location = location
        headers = [:]
    }

    /// Whether the method asks for nothing to be changed (RFC 9110, 9.2.1), so that sending it again is harmless.
    package var isSafe: Bool { changesNothing || method == "GET" || method == "HEAD" || method == "OPTIONS" }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and URL without query and user information; no header value and no body.
    package var description: String { "\(method) \(printableURL(url))" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
