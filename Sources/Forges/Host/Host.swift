import Foundation
import HTTPTransport
import Promotion
import Synchronization

/// What came back from a call that may have changed something.
enum HostReply: Sendable {
    case answer(HostAnswer)
    /// Nobody knows whether the host acted on it: the answer did not arrive, or was the host's own failure.
    case lost(Problem)
}

/// One host: where its API is, how it is asked, and what its refusals mean.
final class Host: Sendable {
    /// What differs from vendor to vendor.
    struct Dialect: Sendable {
        /// `GitLab`, for people.
        var name: String
        /// Where the API begins, without a slash at its end.
        var api: String
        /// How the token is shown.
        var authorization: @Sendable (_ token: String) -> (name: String, value: String)
        var accept = "application/json"
        var writes: [HostBudget.WriteLimit] = []
        /// Statuses of answers to a token that is not accepted; Azure DevOps shows its sign-in page with 203.
        var unauthorized: Set<Int> = [401]
        /// How a comment's marker is hidden from readers.
        var hides: HostMarker.Hiding = .htmlComment
    }

    let dialect: Dialect
    let settings: ForgeSettings
    let limits: ForgeLimits
    let clock: any WallClock
    private let sender: any HTTPSending
    private let cache: AnswerCache
    private let budget: Mutex<HostBudget>
    /// Accounts by the place they are known in, each with what tells its token from another; the token itself is not kept.
    private let accounts = Mutex<[String: (token: Int, name: String)]>([:])

    init(
        _ dialect: Dialect, _ settings: ForgeSettings, _ sender: any HTTPSending, limits: ForgeLimits,
        clock: any WallClock
    ) {
        self.dialect = dialect
        self.settings = settings
        self.sender = sender
        self.limits = limits
        self.clock = clock
        cache = AnswerCache(capacity: limits.keptAnswers, bytes: limits.keptBytes)
        budget = Mutex(HostBudget(writes: dialect.writes))
    }

    /// Sends a call whose answer must arrive: 2xx, or a status that the call expects. Anything else throws.
    func send(_ call: HostCall) async throws(Problem) -> HostAnswer {
        try await send(call, to: dialect.api + call.target)
    }

    /// The same, to an address that the host itself named.
    func send(_ call: HostCall, to url: String) async throws(Problem) -> HostAnswer {
        switch try await attempt(call, to: url) {
        case .answer(let answer): return answer
        case .lost(let problem): throw problem
        }
    }

    /// Sends a call that changes something, and tells an answer that was lost from a refusal.
    func attempt(_ call: HostCall) async throws(Problem) -> HostReply {
        try await attempt(call, to: dialect.api + call.target)
    }

    private func attempt(_ call: HostCall, to url: String) async throws(Problem) -> HostReply {
        let token = try settings.token().get()
        let place = HostPlace(dialect.name, url, call)
        if let wait = budget.withLock({ $0.admit(isWrite: !call.isRead, at: clock.now) }) {
            throw place.spent(until: wait, now: clock.now)
        }
        var request = try request(call, to: url, token: token, place)
        var response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await sender.send(request)
            if let next = redirect(of: response, to: request) {
                request.url = next
                response = try await sender.send(request)
            }
        } catch {
            let problem = place.problem(error)
            guard !call.isRead, error.mayHaveBeenProcessed else { throw problem }
            return .lost(problem)
        }
        let words = HostWords.of(response, without: token)
        // From the answer itself: what was kept tells of a budget long spent.
        let pause = budget.withLock { $0.learn(response, words: words, at: clock.now) }
        if let pause { throw place.limited(response, words: words, pause: pause) }
        if call.isRead { response = cache.settle(response, of: url) }
        if dialect.unauthorized.contains(response.status), !call.expected.contains(response.status) {
            throw place.unauthorized(response, words: words)
        }
        if response.isSuccess || call.expected.contains(response.status) {
            return .answer(HostAnswer(call: call, response: response, words: words, place: place.text))
        }
        let problem = place.refusal(response, words: words, now: clock.now)
        if !call.isRead, response.status >= 500 { return .lost(problem) }
        throw problem
    }

    /// The account that the token stands for in one part of the host; asked for once for each token.
    func account(
        in place: String = "", _ ask: () async throws(Problem) -> String
    ) async throws(Problem) -> String {
        let token = try settings.token().get().hashValue
        if let known = accounts.withLock({ $0[place] }), known.token == token { return known.name }
        let name = try await ask()
        accounts.withLock { $0[place] = (token, name) }
        return name
    }

    private func request(
        _ call: HostCall, to url: String, token: String, _ place: HostPlace
    ) throws(Problem) -> HTTPRequest {
        var request = HTTPRequest(call.method, url)
        let authorization = dialect.authorization(token)
        request.headers[authorization.name] = authorization.value
        request.headers["Accept"] = dialect.accept
        if let body = call.body {
            guard let bytes = try? JSONEncoder().encode(body) else { throw place.unsendable() }
            request.body = Array(bytes)
            request.headers["Content-Type"] = "application/json"
        }
        if call.isRead { request.headers["If-None-Match"] = cache.tag(of: url) }
        request.deadline = limits.requestDeadline
        request.maximumBody = limits.answerBytes
        request.caFile = settings.caFile
        request.allowPlaintext = settings.allowPlaintext
        // A renamed repository answers 301. Another host never sees the token, and its answer is not believed.
        request.redirects = .sameOrigin(limit: 3)
        return request
    }

    /// Where to send a change again: 307 and 308 say that nothing was done, and that the method stays (RFC 9110, 15.4.8).
    private func redirect(of response: HTTPResponse, to request: HTTPRequest) -> String? {
        guard !request.isSafe, [307, 308].contains(response.status), let location = response.headers["Location"],
            let here = request.location, let next = here.resolving(location), next.hasSameOrigin(as: here)
        else { return nil }
        return next.text
    }
}
