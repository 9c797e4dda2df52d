package import HTTPTransport
package import Promotion
package import Secrets

/// One GET that changes nothing: what is asked, and how it is let in.
package struct HTTPQuestion: Sendable {
    package var url: String
    /// Sent as a bearer's token.
    package var token: Secret?
    package var caFile: String?
    /// Seconds for the whole call.
    package var deadline: Double
    /// Sent as they are.
    package var headers: [String: String]

    package init(
        url: String, token: Secret? = nil, caFile: String? = nil, deadline: Double, headers: [String: String] = [:]
    ) {
        self.url = url
        self.token = token
        self.caFile = caFile
        self.deadline = deadline
        self.headers = headers
    }

    /// The most bytes of an answer.
    package static let maximumBody = 1 << 20

    /// Plain http is spoken where `url` says `http:`; redirects are not followed.
    ///
    /// Throws where the token cannot be read.
    package func request(_ secrets: any SecretReader) throws(Problem) -> HTTPRequest {
        var request = HTTPRequest("GET", url)
        request.headers["Accept"] = "application/json, */*;q=0.5"
        for (name, value) in headers { request.headers[name] = value }
        if let token { request.headers["Authorization"] = "Bearer \(try secrets.text(token))" }
        request.deadline = .seconds(deadline)
        request.maximumBody = Self.maximumBody
        request.caFile = caFile
        request.allowPlaintext = url.lowercased().hasPrefix("http:")
        return request
    }
}
