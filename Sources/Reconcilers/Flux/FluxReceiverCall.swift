import CloudEvents
import HTTPTransport
import Promotion
import Secrets

/// Tells a Receiver of Flux's notification controller: `POST` with an `X-Signature` over the body.
struct FluxReceiverCall: Sendable {
    private let receiver: FluxReceiver
    private let deadline: Duration
    private let secrets: any SecretReader
    private let http: any HTTPSending

    init(_ receiver: FluxReceiver, deadline: Duration, secrets: any SecretReader, http: any HTTPSending) {
        self.receiver = receiver
        self.deadline = deadline
        self.secrets = secrets
        self.http = http
    }

    /// Answers what it said. Its path is in no error: whoever knows it can tell Flux something.
    func tell(_ request: HandOff) async throws(Problem) -> String {
        let body: Unstructured = [
            "promotion": .string(request.promotion.hex), "revision": .string(request.revision.hex),
            "stage": .string(request.stage.description),
        ]
        var post = HTTPRequest("POST", receiver.url, body: body.json)
        post.headers["Content-Type"] = "application/json"
        post.headers["X-Signature"] = WebhookSignature.value(body.json, secret: try secrets.read(receiver.secret))
        post.deadline = deadline
        post.maximumBody = 64 << 10
        post.caFile = receiver.caFile
        post.allowPlaintext = receiver.url.lowercased().hasPrefix("http:")
        let place = "Flux's Receiver at \(post.location?.authority ?? "its address")"
        let response: HTTPResponse
        do {
            response = try await http.send(post)
        } catch {
            let problem = "\(place) was not told."
            throw error.isWorthRepeating ? .transient(problem) : .permanent(problem)
        }
        switch response.status {
        case 200..<300: return "\(place) answered \(response.status)"
        case 401: throw .unauthorized("\(place) answered 401.", remedy: "Check the Receiver's type and secret.")
        case 408, 425, 429, 500...: throw .transient("\(place) answered \(response.status).")
        default:
            throw .permanent(
                "\(place) answered \(response.status).",
                remedy: "Check its address (`status.webhookPath`), its type (`generic-hmac`) and its secret's `token`.")
        }
    }
}
