import HTTPTransport
import SSHTransport

/// The requests of one Git service, and what their answers have to look like (gitprotocol-http).
struct HTTPGitCalls {
    let origin: WebURL
    let service: GitService
    let access: HTTPGitAccess

    /// Below a repository's address.
    private var discovery: String { "/info/refs?service=\(service.rawValue)" }

    /// Asks for the advertisement of the repository at `address`.
    func discover(_ address: String) -> HTTPRequest {
        var request = request("GET", address + discovery)
        // A repository that was renamed says so; another server is not followed, and never gets the token.
        request.redirects = .sameOrigin(limit: 5)
        request.headers["Accept"] = "*/*"
        request.headers["Cache-Control"] = "no-cache"
        return request
    }

    /// Asks the service for what `body` says.
    func ask(_ address: String, _ body: [UInt8]) -> HTTPRequest {
        var request = request("POST", "\(address)/\(service.rawValue)")
        request.body = body
        request.changesNothing = service == .uploadPack
        request.headers["Content-Type"] = "application/x-\(service.rawValue)-request"
        request.headers["Accept"] = "application/x-\(service.rawValue)-result"
        return request
    }

    /// The repository's address, by which URL its advertisement came from; nil where that is no advertisement's.
    func address(of url: String) -> String? {
        url.hasSuffix(discovery) ? String(url.dropLast(discovery.utf8.count)) : nil
    }

    /// Throws what the answer means, unless it is Git's and of that kind.
    func check(_ head: HTTPResponse, _ kind: Kind) throws(TransportFailure) {
        switch head.status {
        case 200: break
        case 300..<400:
            let place = head.headers["Location"].flatMap { WebURL(head.url)?.resolving($0)?.description } ?? "nowhere"
            throw failure(.ledElsewhere(detail: "it answers \(head.status) and names \(place)"))
        default: throw failure(.refused(status: head.status, words: words(of: head)))
        }
        if let encoding = head.headers["Content-Encoding"], encoding.lowercased() != "identity" {
            throw failure(
                .protocolError(during: .startingService, detail: "it answers encoded as \(encoding.prefix(40))"))
        }
        let type = head.headers["Content-Type"].map { $0.prefix { $0 != ";" } } ?? "nothing"
        guard type.lowercased() == "application/x-\(service.rawValue)-\(kind.rawValue)" else {
            throw failure(
                .protocolError(
                    during: .startingService,
                    detail: "it answers with \(type.prefix(80)), and not with \(service.rawValue)'s \(kind.rawValue); "
                        + "see that the address is a Git repository's"))
        }
    }

    /// The last part of an answer's media type.
    enum Kind: String {
        case advertisement, result
    }

    func failure(_ reason: TransportFailure.Reason) -> TransportFailure {
        TransportFailure(.web(host: origin.authority, port: origin.port), reason)
    }

    private func request(_ method: String, _ url: String) -> HTTPRequest {
        var request = HTTPRequest(method, url)
        // Hosts tell Git from people by the beginning.
        request.headers["User-Agent"] = "git/2.0 (sluice)"
        if let credentials = access.credentials { request.headers["Authorization"] = credentials.field }
        request.caFile = access.caFile
        request.allowPlaintext = access.allowPlaintext
        // The channel's own deadline moves on while data flows; this one only ends what was forgotten.
        request.deadline = .seconds(24 * 3600)
        // Of an error's page; what succeeds is not collected.
        request.maximumBody = 1 << 20
        return request
    }

    /// What the server says about its refusal, if it says so in plain text.
    private func words(of head: HTTPResponse) -> String {
        guard head.headers["Content-Type"]?.lowercased().hasPrefix("text/plain") == true else { return "" }
        return String(String(decoding: head.body, as: UTF8.self).prefix(300))
    }
}

extension HTTPGitCalls {
    /// Why an exchange has no answer, or no whole one.
    func failure(_ interruption: HTTPExchange.Interruption) -> TransportFailure {
        switch interruption {
        case .late: failure(.timedOut(during: .reading))
        case .woken: failure(.cancelled(during: .reading))
        case .failed(let cause): failure(reason(of: cause))
        }
    }

    private func reason(of failure: HTTPFailure) -> TransportFailure.Reason {
        switch failure.reason {
        case .nameNotResolved: .nameNotResolved(detail: "no name server knows it", isTemporary: true)
        case .connectionRefused(let why): .unreachable(detail: why)
        case .addressRefused(let kind): .unreachable(detail: "its address is \(kind)")
        case .tls(let why):
            .untrusted(detail: "\(why); check the server's certificate, or name its authority as `caFile`")
        case .plaintextRefused: .untrusted(detail: "anybody on the way can read plain http; write https")
        case .timedOut(.connection, _): .timedOut(during: .resolvingName)
        case .timedOut(.handshake, _): .timedOut(during: .connecting)
        case .timedOut: .timedOut(during: .reading)
        case .cancelled, .shutDown: .cancelled(during: .reading)
        case .connectionLost(let why):
            .connectionLost(afterRequestSent: failure.mayHaveBeenProcessed, during: .reading, detail: why)
        case .redirectRefused(let why): .ledElsewhere(detail: why)
        case .invalidRequest(let why), .invalidAnswer(let why): .protocolError(during: .reading, detail: why)
        case .tooLarge(let part, let limit):
            .protocolError(during: .reading, detail: "the answer's \(part.rawValue) passed \(limit) bytes")
        }
    }
}
