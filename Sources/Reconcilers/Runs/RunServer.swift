import Foundation
import HTTPTransport
import Promotion
import Secrets

/// What came back of a request.
enum RunReply: Sendable {
    case success(HTTPResponse)
    /// Refused, in the server's own words, without the token.
    case refused(status: Int, words: String)
    /// Nobody knows whether it was acted on: the answer did not arrive, or was the server's own failure.
    case lost(Problem)
}

/// A server that runs pipelines, as an account sees it.
struct RunServer: Sendable {
    /// As people call it: `GitLab`.
    let vendor: String
    let url: String
    /// Below which every call's path lies.
    let api: String
    /// Nil for a host that is asked as an App, which the configuration refuses here.
    let token: Secret?
    let caFile: String?
    /// Of one request.
    let deadline: Duration
    /// The header field that shows the token.
    let authorization: @Sendable (String) -> (name: String, value: String)
    /// What answers are asked for, and bodies are sent, as.
    var mediaType = "application/json"
    /// Further header fields of every request.
    var fields: [String: String] = [:]
    let secrets: any SecretReader
    let http: any HTTPSending

    /// A list of a hundred, each with all that there is to say of its commit and its author.
    static let answerLimit = 16 << 20

    /// Sends a request that reads; whatever is no success throws.
    func read<Value: Decodable>(_ call: RunCall, as type: Value.Type = Value.self) async throws(Problem) -> Value {
        try decode(try await bytes(call), of: call, as: type)
    }

    /// What a request that reads is answered with, byte by byte.
    func bytes(_ call: RunCall) async throws(Problem) -> [UInt8] {
        switch try await send(call) {
        case .success(let response): return response.body
        case .lost(let problem): throw problem
        case .refused(let status, let words): throw refusal(call, status, words)
        }
    }

    func decode<Value: Decodable>(
        _ body: [UInt8], of call: RunCall, as type: Value.Type = Value.self
    ) throws(Problem) -> Value {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw .permanent(
                "\(place(call)) failed: the answer (\(body.count) bytes) is not the JSON that belongs there.",
                remedy: "A proxy or a sign-in page may stand before \(vendor); check `url`.")
        }
    }

    /// Throws where the request was surely not acted on and is no refusal of this call alone: nobody answers, the token is not
    /// accepted, or it is asked too often.
    func send(_ call: RunCall) async throws(Problem) -> RunReply {
        guard let reference = token else {
            throw .permanent("This host has no token.", remedy: "Give the reconciler one.")
        }
        let token = try secrets.text(reference)
        let shown = authorization(token)
        var request = HTTPRequest(call.method, api + call.target, body: call.body)
        request.headers[shown.name] = shown.value
        for (name, value) in fields { request.headers[name] = value }
        request.headers["Accept"] = call.mayLieElsewhere ? "*/*" : mediaType
        if call.body != nil { request.headers["Content-Type"] = mediaType == jsonAPI ? jsonAPI : "application/json" }
        request.deadline = deadline
        request.connectDeadline = min(deadline, .seconds(10))
        request.maximumBody = Self.answerLimit
        request.caFile = caFile
        request.allowPlaintext = url.lowercased().hasPrefix("http:")
        // Another host never sees the token, and is believed only where the server keeps files with others.
        request.redirects = call.mayLieElsewhere ? .anyOrigin(limit: 3) : .sameOrigin(limit: 3)
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

    private func reply(_ call: RunCall, _ response: HTTPResponse, token: String) throws(Problem) -> RunReply {
        guard !response.isSuccess else { return .success(response) }
        let words = RefusalWords.of(response.body, without: token)
        let summary = summary(call, response.status, words)
        if let pause = pause(response, words) { throw .transient(summary, retryAfter: pause) }
        switch response.status {
        case 401:
            throw .unauthorized(
                summary, remedy: "Renew the token for \(vendor); it may be revoked or past its end.")
        case 300..<400:
            let target = response.headers["Location"].map { printableURL($0) } ?? "nowhere"
            throw .permanent(
                "\(summary) It leads to \(target).",
                remedy: "Name the address that \(vendor) and the repository have now; the token goes nowhere else.")
        case 408, 500...599:
            return .lost(.transient(summary, retryAfter: response.retryAfter(at: Date())))
        default: return .refused(status: response.status, words: words)
        }
    }

    /// How long to leave a server alone that is asked too often; nil where it is not. GitHub says so with 403, too: "Rate limits
    /// for the REST API", docs.github.com.
    private func pause(_ response: HTTPResponse, _ words: String) -> TimeInterval? {
        let asked = response.retryAfter(at: Date())
        if response.status == 429 { return asked ?? 30 }
        guard response.status == 403 else { return nil }
        if let asked { return asked }
        if response.headers["X-RateLimit-Remaining"] == "0",
            let reset = response.headers["X-RateLimit-Reset"].flatMap(TimeInterval.init)
        {
            return min(max(1, reset - Date().timeIntervalSince1970), 3600)
        }
        return words.lowercased().contains("rate limit") ? 60 : nil
    }

    /// A refusal that nothing else stands for.
    func refusal(_ call: RunCall, _ status: Int, _ words: String) -> Problem {
        let remedy: String? =
            switch status {
            case 403: "Give the token the rights for this; the documentation of this reconciler lists them."
            case 404: "Check the repository's path and the names in the configuration, and that the token may see them."
            default: nil
            }
        return .permanent(summary(call, status, words), remedy: remedy)
    }

    private func problem(_ call: RunCall, _ failure: HTTPFailure) -> Problem {
        let remedy: String? =
            switch failure.reason {
            case .tls: "Name the authority of \(vendor) with `caFile`, or mend its certificate."
            case .redirectRefused: "Name the address that \(vendor) has now; its token goes nowhere else."
            default: nil
            }
        return Problem(
            failure.isWorthRepeating ? .transient(retryAfter: nil) : .permanent, "\(place(call)) failed: \(failure).",
            remedy: remedy)
    }

    private func summary(_ call: RunCall, _ status: Int, _ words: String) -> String {
        "\(place(call)) failed: the answer was \(status)\(words.isEmpty ? "" : " and said: \(words)")."
    }

    /// `GitLab at https://gitlab.example.com: reading pipeline 12`
    private func place(_ call: RunCall) -> String { "\(vendor) at \(printableURL(url)): \(call.purpose)" }
}

/// The media type of JSON:API.
let jsonAPI = "application/vnd.api+json"

extension String {
    /// An address without a slash at its end.
    var withoutSlashAtEnd: String { String(reversed().drop { $0 == "/" }.reversed()) }
}
