/// One whole answer.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    /// As sent, within `HTTPRequest.maximumBody`; empty for HEAD.
    package var body: [UInt8]
    /// The URL that answered: another than the request's after a redirect. Relative links resolve against it.
    package var url: String

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = [], url: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }

    package var isSuccess: Bool { (200..<300).contains(status) }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Status and size; no header value and no content.
    package var description: String { "\(status) from \(printableURL(url)), \(body.count) bytes" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
