import Foundation
import HTTPTransport
import Web

/// Speaks to the daemon's API.
struct APIClient: Sendable {
    /// Without a slash at its end.
    let base: String
    let token: String?
    let caFile: String?
    let http: any HTTPSending

    /// What a route answers; its path's components are escaped here. Throws a `Failure` that says what went wrong.
    func get<Value: Decodable>(
        _ path: String..., query: [String: String] = [:]
    ) async throws(Failure) -> Value {
        try await send("GET", path, query, nil)
    }

    /// Asks for something to be done.
    func post<Value: Decodable>(
        _ path: [String], _ body: some Encodable
    ) async throws(Failure) -> Value {
        guard let json = try? JSONEncoder.api.encode(body) else {
            throw Failure(.failed, "The request cannot be written.")
        }
        return try await send("POST", path, [:], Array(json))
    }

    private func send<Value: Decodable>(
        _ method: String, _ path: [String], _ query: [String: String], _ body: [UInt8]?
    ) async throws(Failure) -> Value {
        var headers: [String: String] = [:]
        if body != nil { headers["Content-Type"] = "application/json" }
        if let token { headers["Authorization"] = "Bearer \(token)" }
        return try read(await exchange(method, path, query, headers, body))
    }

    /// Posts a body with headers of its own and without the token; `explain` may know a refusal better than its words.
    func exchange<Value: Decodable>(
        path: [String], query: [String: String], headers: [String: String], body: [UInt8],
        explain: (HTTPResponse) -> Failure?
    ) async throws(Failure) -> Value {
        let response = try await exchange("POST", path, query, headers, body)
        if let failure = explain(response) { throw failure }
        return try read(response)
    }

    private func exchange(
        _ method: String, _ path: [String], _ query: [String: String], _ headers: [String: String], _ body: [UInt8]?
    ) async throws(Failure) -> HTTPResponse {
        var url = base + "/" + path.map(Self.escaped).joined(separator: "/")
        let pairs = query.sorted { $0.key < $1.key }.map { "\(Self.escaped($0.key))=\(Self.escaped($0.value))" }
        if !pairs.isEmpty { url += "?" + pairs.joined(separator: "&") }
        var request = HTTPRequest(method, url, body: body)
        for (name, value) in headers { request.headers[name] = value }
        request.caFile = caFile
        request.allowPlaintext = true
        // The daemon gives up after 120 seconds, and says why.
        request.deadline = .seconds(150)
        request.maximumBody = 256 << 20
        do {
            return try await http.send(request)
        } catch {
            throw failure(of: error)
        }
    }

    private func failure(of failure: HTTPFailure) -> Failure {
        switch failure.reason {
        case .invalidRequest:
            Failure(
                .usage, "\(printable(base)) is not the address of a daemon: \(failure)",
                remedy: "It starts with http:// or https://, as in \(ServerOptions.usual).")
        default:
            Failure(
                .unreachable, "The daemon does not answer at \(printable(base)): \(failure)",
                remedy: "`sluice serve` starts it; --server or SLUICE_SERVER names another address.")
        }
    }

    private func read<Value: Decodable>(_ response: HTTPResponse) throws(Failure) -> Value {
        guard response.isSuccess || response.status == 503 && Value.self == ReadinessBody.self else {
            throw refusal(response)
        }
        do {
            return try JSONDecoder.api.decode(Value.self, from: Data(response.body))
        } catch {
            throw Failure(
                .failed, "\(printable(base)) answered something else than sluice's API does.",
                remedy: "Check the address; `sluice version` compares the versions of both.")
        }
    }

    private func refusal(_ response: HTTPResponse) -> Failure {
        let body = try? JSONDecoder.api.decode(ErrorBody.self, from: Data(response.body))
        let message = body?.error ?? "\(base) answered with status \(response.status)."
        let status: Outcome =
            switch response.status {
            case 401, 403, 429: .notAuthorised
            case 409: .refused
            default: .failed
            }
        return Failure(
            status, printable(message, keepingLines: true),
            remedy: body?.remedy.map { printable($0, keepingLines: true) })
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    /// RFC 3986, 2.3.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
