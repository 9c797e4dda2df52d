import HTTPTypes
import Synchronization
import Webhooks

/// Lets requests in at `/webhooks/<name>`: no login, and nothing is read, or said, that need not be.
struct WebhookDoor: Sendable {
    /// The largest body of a delivery that is read, in bytes.
    static let bodyLimit = 2 << 20
    /// Bodies read at one time.
    static let readingLimit = 32
    private static let prefix = "/webhooks/"

    /// For the whole body to arrive.
    let bodyDeadline: Duration
    private let inbox: WebhookInbox?
    private let buckets: TokenBuckets
    private let reading = Counter()

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    init(_ inbox: WebhookInbox?, bodyDeadline: Duration = .seconds(10), buckets: TokenBuckets? = nil) {
        self.inbox = inbox
        self.bodyDeadline = bodyDeadline
        // A registry announces each blob of each image that is pushed.
        self.buckets = buckets ?? TokenBuckets(burst: 300, perSecond: 50)
    }

    static func isBehind(_ path: String) -> Bool { path.hasPrefix(prefix) }

    func answer(_ request: API.Request) async -> Answer {
        let name = String(request.path.dropFirst(Self.prefix.count))
        guard buckets.admits(request.address) else { return Self.refusal(.tooManyRequests, "Too many requests.") }
        guard let inbox, inbox.knows(name) else { return Self.refusal(.notFound, "Not found.") }
        guard request.method == .post else { return Self.refusal(.methodNotAllowed, "This address takes POST only.") }
        if let length = request.headers[.contentLength].flatMap(Int.init), length > Self.bodyLimit {
            return Self.tooLarge
        }
        guard begin() else { return Self.refusal(.serviceUnavailable, "Too many deliveries at once.") }
        defer { reading.value.withLock { $0 -= 1 } }
        let body: [UInt8]
        do {
            body = try await within(
                bodyDeadline, APIError(.requestTimeout, "The delivery took too long to arrive."), request.body)
        } catch let error as APIError {
            return Self.refusal(error.status, error.body.error, closes: true)
        } catch {
            return Self.tooLarge
        }
        guard body.count <= Self.bodyLimit else { return Self.tooLarge }
        let headers = request.headers.map { ($0.name.canonicalName, $0.value) }
        let delivery = WebhookRequest(headers: headers, query: request.query, body: body)
        return Self.answer(await inbox.take(delivery, for: name))
    }

    private func begin() -> Bool {
        reading.value.withLock { count in
            guard count < Self.readingLimit else { return false }
            count += 1
            return true
        }
    }

    private static func answer(_ receipt: WebhookInbox.Receipt) -> Answer {
        switch receipt {
        case .accepted(let id): taken(.accepted, WebhookReceiptBody(delivery: id))
        case .duplicate: taken(.ok, WebhookReceiptBody())
        case .unknown: refusal(.notFound, "Not found.")
        case .refused: refusal(.unauthorized, "Not authorised.")
        case .full: refusal(.serviceUnavailable, "Too many deliveries at once.")
        }
    }

    private static func taken(_ status: HTTPResponse.Status, _ body: WebhookReceiptBody) -> Answer {
        (try? Answer.json(body, status: status)) ?? Answer(status: status, body: [])
    }

    private static let tooLarge = refusal(
        .contentTooLarge, "The delivery is larger than \(bodyLimit) bytes, or broke off.", closes: true)

    /// - Parameter closes: whether the connection ends with the answer, because the rest of the body is not waited for.
    private static func refusal(_ status: HTTPResponse.Status, _ message: String, closes: Bool = false) -> Answer {
        var answer = API.failure(APIError(status, message))
        answer.closesConnection = closes
        return answer
    }
}
