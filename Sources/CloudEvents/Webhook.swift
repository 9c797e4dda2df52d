package import HTTPTransport
package import Promotion
package import Secrets

/// A receiver of events: posts them, signed, and says what its answers mean.
package struct Webhook: Sendable {
    private let url: String
    private let secret: Secret?
    private let caFile: String?
    private let deadline: Duration
    private let secrets: any SecretReader
    private let http: any HTTPSending

    /// Plain http is spoken where `url` says `http:`. Without `secret` nothing is signed.
    package init(
        url: String, secret: Secret?, caFile: String?, deadline: Duration, secrets: any SecretReader,
        http: any HTTPSending
    ) {
        self.url = url
        self.secret = secret
        self.caFile = caFile
        self.deadline = deadline
        self.secrets = secrets
        self.http = http
    }

    /// Posts the event with its id as `Idempotency-Key`, and answers what the receiver said, capped.
    ///
    /// Only 2xx is success. 408, 425, 429, 5xx and a connection that failed are transient; every other answer is
    /// permanent and carries the receiver's words.
    package func post(_ event: CloudEvent<some Encodable & Sendable>) async throws(Problem) -> String {
        let body = try event.encoded()
        var request = HTTPRequest("POST", url, body: body)
        request.headers["Content-Type"] = "application/cloudevents+json; charset=utf-8"
        request.headers["Idempotency-Key"] = event.id
        if let secret {
            request.headers[WebhookSignature.header] = WebhookSignature.value(body, secret: try secrets.read(secret))
        }
        request.deadline = deadline
        request.maximumBody = 1 << 20
        request.caFile = caFile
        request.allowPlaintext = url.lowercased().hasPrefix("http:")
        let response: HTTPResponse
        do {
            response = try await http.send(request)
        } catch {
            throw Self.problem(error)
        }
        let words = Self.words(response.body)
        guard !response.isSuccess else { return words.isEmpty ? "\(response.status)" : "\(response.status) \(words)" }
        throw problem(response, words)
    }

    private func problem(_ response: HTTPResponse, _ words: String) -> Problem {
        let said = words.isEmpty ? "." : ": \(words)"
        let summary = "\(printableURL(url)) answered \(response.status)\(said)"
        switch response.status {
        case 408, 425, 429, 500...:
            return .transient(summary, retryAfter: response.retryAfter)
        case 300..<400:
            return .permanent(
                summary, remedy: "Redirects are not followed for a POST; name the address that it leads to.")
        case 401, 403:
            return .permanent(summary, remedy: "Check the secret that signs, and whether the receiver knows it.")
        default:
            return .permanent(summary, remedy: "Check the address, and what the receiver's log says.")
        }
    }

    private static func problem(_ failure: HTTPFailure) -> Problem {
        failure.isWorthRepeating ? .transient("\(failure).") : .permanent("\(failure).")
    }

    /// The first 300 characters of a body, on one line and without control characters.
    private static func words(_ body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        let line = text.split {
            $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F }
        }
        .joined(separator: " ")
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}
