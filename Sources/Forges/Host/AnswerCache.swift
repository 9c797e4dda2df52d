import HTTPTransport
import Synchronization

/// Answers with an entity tag, kept so that what has not changed is not sent again; on GitHub such an answer costs
/// nothing of the budget (RFC 9110, 13.1.2).
final class AnswerCache: Sendable {
    private struct State {
        var answers: [String: (tag: String, response: HTTPResponse)] = [:]
        /// Oldest first.
        var order: [String] = []
        var bytes = 0
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let byteLimit: Int

    init(capacity: Int, bytes: Int) {
        self.capacity = capacity
        byteLimit = bytes
    }

    func tag(of url: String) -> String? { state.withLock { $0.answers[url]?.tag } }

    /// What to take for `response`: itself, or what was kept where the host says that it still holds.
    func settle(_ response: HTTPResponse, of url: String) -> HTTPResponse {
        state.withLock { state in
            if response.status == 304, let kept = state.answers[url] { return kept.response }
            guard response.status == 200, let tag = response.headers["ETag"], response.body.count <= byteLimit / 8
            else {
                return response
            }
            forget(url, &state)
            state.answers[url] = (tag, response)
            state.order.append(url)
            state.bytes += response.body.count
            while state.order.count > capacity || state.bytes > byteLimit { forget(state.order[0], &state) }
            return response
        }
    }

    private func forget(_ url: String, _ state: inout State) {
        guard let old = state.answers.removeValue(forKey: url) else { return }
        state.order.removeAll { $0 == url }
        state.bytes -= old.response.body.count
    }
}
