import HTTPTransport
import Synchronization

/// Answers nothing that can be used, and keeps what it was asked.
final class Recording: HTTPSending {
    private let state = Mutex<[HTTPRequest]>([])
    var requests: [HTTPRequest] { state.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        state.withLock { $0.append(request) }
        return HTTPResponse(status: 418, url: request.url)
    }
}
