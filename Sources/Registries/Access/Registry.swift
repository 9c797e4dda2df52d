import HTTPTransport
import Promotion

/// One registry: where it is, how it is asked, and what its refusals mean.
final class Registry: Sendable {
    let name: String
    let limits: RegistryLimits
    let clock: any WallClock
    private let settings: RegistrySettings
    private let sender: any HTTPSending
    private let authority: TokenAuthority

    init(
        _ name: String, _ settings: RegistrySettings, _ sender: any HTTPSending, limits: RegistryLimits,
        clock: any WallClock
    ) {
        self.name = name
        self.settings = settings
        self.sender = sender
        self.limits = limits
        self.clock = clock
        authority = TokenAuthority(name, settings, sender, limits: limits, clock: clock)
    }

    /// Where the registry's API begins. Docker Hub's is not at the name that people write.
    var origin: String {
        name == "docker.io" ? "https://registry-1.docker.io" : "\(settings.allowPlaintext ? "http" : "https")://\(name)"
    }

    /// See `HTTPSending.chainExecutor`.
    var chainExecutor: (any TaskExecutor)? { sender.chainExecutor }

    /// A GET or HEAD below `/v2/<path>/`.
    func request(_ method: String = "GET", _ path: String, of repository: ImageRepository) -> HTTPRequest {
        prepared(HTTPRequest(method, "\(origin)/v2/\(repository.path)/\(path)"))
    }

    /// A GET of a URL that is known to be the registry's own.
    func request(to location: WebURL) -> HTTPRequest { prepared(HTTPRequest(to: location)) }

    private func prepared(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.caFile = settings.caFile
        request.allowPlaintext = settings.allowPlaintext
        request.deadline = limits.requestDeadline
        request.maximumBody = limits.documentBytes
        return request
    }

    /// Sends with whatever the registry asks for to let us in. Answers 2xx and 404; anything else throws.
    ///
    /// - Parameter purpose: what is being done, as the beginning of a sentence: `listing tags`.
    func send(_ request: HTTPRequest, for repository: ImageRepository, _ purpose: String) async throws(Problem)
        -> HTTPResponse
    {
        let place = Place(repository, purpose)
        var request = request
        request.headers["Authorization"] = try await authority.authorization(for: repository)
        var response = try await exchange(request, place)
        if response.status == 401 {
            let answer = try await authority.answer(
                to: response, sent: request.headers["Authorization"], for: repository, place)
            request.headers["Authorization"] = answer
            response = try await exchange(request, place)
        }
        guard response.isSuccess || response.status == 404 else {
            throw place.refusal(response, hasCredentials: settings.credentials != nil, clock.now)
        }
        if response.looksLikeMarkup { throw place.markup(response) }
        return response
    }

    private func exchange(_ request: HTTPRequest, _ place: Place) async throws(Problem) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await sender.send(request)
        } catch {
            throw place.problem(error)
        }
    }
}
