import Foundation
import HTTPTransport
import Promotion
import Secrets

/// What came back of a request.
enum ArgoCDReply: Sendable {
    case success([UInt8])
    /// Refused, in Argo CD's own words, without the token.
    case refused(status: Int, code: ArgoCDRefusal.Code?, words: String)
    /// Nobody knows whether it was acted on: the answer did not arrive, or was the server's own failure.
    case lost(Problem)
}

/// One Argo CD as an account sees it.
struct ArgoCDServer: Sendable {
    let url: String
    let token: Secret
    let caFile: String?
    /// Of one request.
    let deadline: Duration
    let secrets: any SecretReader
    let http: any HTTPSending

    init(_ definition: ArgoCDReconciler, secrets: any SecretReader, http: any HTTPSending) {
        var url = definition.url[...]
        while url.hasSuffix("/") { url = url.dropLast() }
        self.url = String(url)
        token = definition.token
        caFile = definition.caFile
        deadline = .seconds(definition.deadline)
        self.secrets = secrets
        self.http = http
    }

    /// Thousands of applications, each with the state of its resources.
    static let answerLimit = 64 << 20

    /// Sends a request that reads; whatever is no success throws.
    func read<Value: Decodable>(_ call: ArgoCDCall, as type: Value.Type = Value.self) async throws(Problem) -> Value {
        let reply = try await send(call)
        let body =
            switch reply {
            case .success(let body): body
            case .lost(let problem): throw problem
            case .refused(let status, let code, let words): throw refusal(call, status, code, words)
            }
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw .permanent(
                "\(place(call)) failed: the answer (\(body.count) bytes) is not the JSON that belongs there.",
                remedy: "A proxy or a sign-in page may stand before Argo CD; check `url`.")
        }
    }

    /// Throws where the request was surely not acted on and is no refusal of this call alone: nobody answers, the token is not
    /// accepted, or it is asked too often.
    func send(_ call: ArgoCDCall) async throws(Problem) -> ArgoCDReply {
        let token = try secrets.text(token)
        let request = self.request(call, token: token)
        let response: HTTPResponse
        do {
            response = try await http.send(request)
        } catch {
            let problem = problem(call, error)
            guard !request.isSafe, error.mayHaveBeenProcessed else { throw problem }
            return .lost(problem)
        }
        return try reply(call, response, token: token)
    }

    /// Hands each line of an answer that never ends to `take`, until its time is over or it is cut. Throws where it is refused
    /// or never begins, and what `take` throws.
    func stream(
        _ call: ArgoCDCall, for time: Duration, _ take: @Sendable ([UInt8]) async throws(Problem) -> Void
    ) async throws(Problem) {
        let token = try secrets.text(token)
        var request = self.request(call, token: token)
        request.deadline = time
        let exchange = HTTPExchange(request, over: http)
        defer { exchange.close() }
        var lines = HTTPLines(of: exchange)
        var hasBegun = false
        while true {
            let line: [UInt8]?
            do {
                // Argo CD sends nothing, not even the head, before it has something to tell.
                line = try await lines.next()
            } catch {
                guard case .failed(let failure) = error, !hasBegun, !failure.isForLackOfNews else { return }
                throw problem(call, failure)
            }
            guard let line else { break }
            hasBegun = true
            try await take(line)
        }
        guard !hasBegun, let head = try? await exchange.head(), !head.isSuccess else { return }
        switch try reply(call, head, token: token) {
        case .success: return
        case .lost(let problem): throw problem
        case .refused(let status, let code, let words): throw refusal(call, status, code, words)
        }
    }

    private func request(_ call: ArgoCDCall, token: String) -> HTTPRequest {
        var request = HTTPRequest(call.method, "\(url)/api/v1\(call.target)", body: call.body)
        request.headers["Authorization"] = "Bearer \(token)"
        request.headers["Accept"] = "application/json"
        if call.body != nil { request.headers["Content-Type"] = "application/json" }
        request.deadline = deadline
        request.connectDeadline = min(deadline, .seconds(10))
        request.maximumBody = Self.answerLimit
        request.caFile = caFile
        request.allowPlaintext = url.lowercased().hasPrefix("http:")
        // Another host never sees the token, and its answer is not believed.
        request.redirects = .sameOrigin(limit: 3)
        return request
    }

    private func reply(
        _ call: ArgoCDCall, _ response: HTTPResponse, token: String
    ) throws(Problem) -> ArgoCDReply {
        guard !response.isSuccess else { return .success(response.body) }
        let body = response.body.count <= 1 << 20 ? Data(response.body) : Data()
        let said = try? JSONDecoder().decode(ArgoCDRefusal.self, from: body)
        var words = said?.message ?? said?.error ?? ""
        if !token.isEmpty { words = words.replacingOccurrences(of: token, with: "…") }
        words = words.words(limit: 400)
        let summary =
            "\(place(call)) failed: the answer was \(response.status)\(words.isEmpty ? "" : " and said: \(words)")."
        switch response.status {
        case 401:
            throw .unauthorized(
                summary,
                remedy: "Renew the token: `argocd account generate-token` makes one for an account with apiKey.")
        case 429:
            throw .transient(summary, retryAfter: response.retryAfter(at: Date()) ?? 30)
        case 300..<400:
            let target = response.headers["Location"].map { printableURL($0) } ?? "nowhere"
            throw .permanent(
                "\(summary) It leads to \(target).",
                remedy: "Name Argo CD's own address in `url`; its token goes nowhere else.")
        case 408, 500...599:
            return .lost(.transient(summary, retryAfter: response.retryAfter(at: Date())))
        default:
            return .refused(
                status: response.status, code: said?.code.flatMap(ArgoCDRefusal.Code.init(rawValue:)), words: words)
        }
    }

    /// A refusal that nothing else stands for.
    func refusal(_ call: ArgoCDCall, _ status: Int, _ code: ArgoCDRefusal.Code?, _ words: String) -> Problem {
        let summary = "\(place(call)) failed: the answer was \(status)\(words.isEmpty ? "" : " and said: \(words)")."
        switch status {
        case 403:
            return .permanent(
                summary,
                remedy: """
                    Give the token's account the right (`p, role:sluice, applications, get, PROJECT/*, allow`, and `sync`). \
                    Without `project` Argo CD answers the same where there is no such application: set it, and it says which.
                    """)
        case 404:
            return .permanent(
                summary,
                remedy: "Check the application's name, `project` and `appNamespace`, and that `url` leads to Argo CD.")
        default: return .permanent(summary)
        }
    }

    private func problem(_ call: ArgoCDCall, _ failure: HTTPFailure) -> Problem {
        let remedy: String? =
            switch failure.reason {
            case .tls: "Name Argo CD's authority with `caFile`, or mend its certificate."
            case .redirectRefused: "Name Argo CD's own address in `url`; its token goes nowhere else."
            default: nil
            }
        return Problem(
            failure.isWorthRepeating ? .transient(retryAfter: nil) : .permanent, "\(place(call)) failed: \(failure).",
            remedy: remedy)
    }

    /// `Argo CD at https://argocd.example.com: reading application shop`
    private func place(_ call: ArgoCDCall) -> String { "Argo CD at \(printableURL(url)): \(call.purpose)" }
}

extension HTTPFailure {
    /// Whether it was sent, and nothing came until its time was over.
    fileprivate var isForLackOfNews: Bool {
        switch reason {
        case .timedOut(.answer, _), .timedOut(.body, _): true
        default: false
        }
    }
}
