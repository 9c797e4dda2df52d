import Hummingbird
import Logging
import Synchronization
import TrialKit
import Webhooks

/// Takes what a host sends to a webhook's address, any path of it, and keeps it for who asks.
final class HookListener: Sendable {
    private let host: String
    private let port: Int
    private let state = Mutex<[WebhookRequest]>([])
    private let task = Mutex<Task<Void, any Error>?>(nil)

    /// Beyond that a body is refused unread.
    private static let bodyLimit = 4 << 20
    /// Beyond that many the oldest go: anybody may send to an open port.
    private static let capacity = 1000

    /// Listens once `start` was called.
    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// What came so far, in its order.
    var requests: [WebhookRequest] { state.withLock { $0 } }

    /// Returns once it listens; throws where it cannot.
    func start() async throws {
        let (listening, ready) = AsyncStream<Void>.makeStream()
        let application = Application(
            responder: CallbackResponder { [self] (request: Request, _: BasicRequestContext) in try await take(request)
            },
            configuration: .init(address: .hostname(host, port: port), serverName: "sluice-trial"),
            onServerRunning: { _ in ready.yield() }, logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() })
        let running = Task {
            defer { ready.finish() }
            try await application.run()
        }
        task.withLock { $0 = running }
        guard await listening.first(where: { true }) != nil else {
            throw TrialFailure("Nothing can listen on \(host):\(port): \(await running.result)")
        }
    }

    func stop() { task.withLock { $0?.cancel() } }

    private func take(_ request: Request) async throws -> Response {
        let headers = request.headers.map { ($0.name.rawName, $0.value) }
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let taken = WebhookRequest(headers: headers, body: Array(body.readableBytesView))
        state.withLock { requests in
            requests.append(taken)
            if requests.count > Self.capacity { requests.removeFirst() }
        }
        return Response(status: .accepted)
    }
}
