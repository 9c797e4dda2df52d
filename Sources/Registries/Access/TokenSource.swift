import Foundation
import HTTPTransport
import Promotion
import Synchronization

/// What a token is for.
struct TokenKey: Hashable, Sendable {
    var realm: String
    var service: String?
    var scope: String

    init(realm: String, service: String?, scope: String) {
        self.realm = realm
        self.service = service
        self.scope = scope
    }

    init(realm: String, service: String?, _ repository: ImageRepository) {
        self.init(realm: realm, service: service, scope: Self.scope(repository))
    }

    static func scope(_ repository: ImageRepository) -> String { "repository:\(repository.path):pull" }
}

/// Gets bearer tokens from a registry's token service and keeps them until they expire
/// (<https://distribution.github.io/distribution/spec/auth/token/>).
///
/// Callers that need the same token at once share one request.
final class TokenSource: Sendable {
    private struct Kept: Sendable {
        let token: String
        let expires: Date
    }

    private struct Answer: Decodable {
        var token: String?
        var access_token: String?
        var expires_in: Double?
    }

    private let registry: String
    private let settings: RegistrySettings
    private let sender: any HTTPSending
    private let limits: RegistryLimits
    private let clock: any WallClock
    private let kept = BoundedCache<TokenKey, Kept>(capacity: 4096)
    private let flights = SingleFlight<TokenKey, String>()

    init(
        _ registry: String, _ settings: RegistrySettings, _ sender: any HTTPSending, limits: RegistryLimits,
        clock: any WallClock
    ) {
        self.registry = registry
        self.settings = settings
        self.sender = sender
        self.limits = limits
        self.clock = clock
    }

    func token(_ key: TokenKey, _ repository: ImageRepository) async throws(Problem) -> String {
        if let known = kept[key], known.expires > clock.now { return known.token }
        return try await flights.value(for: key) { () async throws(Problem) in try await self.fetch(key, repository) }
    }

    /// Drops `token`, which the registry refused, unless a newer one has taken its place.
    func forget(_ key: TokenKey, _ token: String) {
        if kept[key]?.token == token { kept[key] = nil }
    }

    private func fetch(_ key: TokenKey, _ repository: ImageRepository) async throws(Problem) -> String {
        let place = Place(repository, "getting a token")
        let response = try await exchange(try await request(key, place), place)
        guard response.isSuccess else {
            throw place.refusal(response, hasCredentials: settings.credentials != nil, clock.now)
        }
        guard !response.looksLikeMarkup, let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
            let token = answer.token ?? answer.access_token, !token.isEmpty,
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw place.invalid("the token service \(printableURL(key.realm)) answered without a token") }
        // A tenth is left unused: the token has to arrive before it expires.
        let lifetime = min(max(answer.expires_in ?? 60, 1), 86_400)
        kept[key] = Kept(token: token, expires: clock.now + lifetime * 0.9)
        return token
    }

    private func exchange(_ request: HTTPRequest, _ place: Place) async throws(Problem) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await sender.send(request)
        } catch {
            throw place.problem(error)
        }
    }

    private func request(_ key: TokenKey, _ place: Place) async throws(Problem) -> HTTPRequest {
        guard let realm = WebURL(key.realm), var parts = URLComponents(string: realm.text) else {
            throw place.invalid("\(registry) names a token service that is no http or https URL")
        }
        var items = parts.queryItems ?? []
        if let service = key.service { items.append(URLQueryItem(name: "service", value: service)) }
        items.append(URLQueryItem(name: "scope", value: key.scope))
        parts.queryItems = items
        // URLComponents leaves "+" alone, which servers read as a blank.
        parts.percentEncodedQuery = parts.percentEncodedQuery?.replacing("+", with: "%2B")
        var request = HTTPRequest("GET", parts.string ?? realm.text)
        request.allowPlaintext = settings.allowPlaintext
        request.deadline = limits.requestDeadline
        request.maximumBody = 1 << 20
        if isOwn(realm) || settings.tokenHosts.contains(realm.authority) { request.caFile = settings.caFile }
        if let credentials = settings.credentials {
            guard isTrusted(realm) else {
                throw .permanent(
                    "\(registry) names the token service \(realm), which is not on its own host: "
                        + "the credentials for \(registry) were not sent there.",
                    remedy: "If this is right, allow \(realm.authority) as a token host of \(registry).")
            }
            request.headers["Authorization"] = try await credentials.basic()
        }
        return request
    }

    /// On the registry's own host, whatever the port.
    private func isOwn(_ realm: WebURL) -> Bool {
        WebURL("https://\(registry)")?.host == realm.host
    }

    private func isTrusted(_ realm: WebURL) -> Bool {
        if isOwn(realm) || settings.tokenHosts.contains(realm.authority) { return true }
        return realm.scheme == "https" && Self.wellKnown[registry] == realm.authority
    }

    /// Public registries whose token service is on another host.
    private static let wellKnown = ["docker.io": "auth.docker.io", "registry.gitlab.com": "gitlab.com"]
}
