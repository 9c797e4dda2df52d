import Foundation
import HTTPTransport
import Promotion
import Synchronization

/// Finds out how one registry wants to be asked, and gets the tokens for it.
///
/// | the registry's challenge | credentials | what is sent |
/// |---|---|---|
/// | none | either | nothing |
/// | Bearer | either | a token of its realm, got with the credentials where the realm may see them |
/// | Basic | yes | the credentials |
/// | Basic or another | no | nothing: the refusal stands |
///
/// A challenge is answered once for each request. A fresh answer that is refused again is final, so nothing can loop.
final class TokenAuthority: Sendable {
    private enum Scheme: Sendable {
        case none
        case basic
        case bearer(realm: String, service: String?)
    }

    private let name: String
    private let settings: RegistrySettings
    private let tokens: TokenSource
    private let clock: any WallClock
    private let scheme = Mutex(Scheme.none)

    init(
        _ name: String, _ settings: RegistrySettings, _ sender: any HTTPSending, limits: RegistryLimits,
        clock: any WallClock
    ) {
        self.name = name
        self.settings = settings
        self.clock = clock
        tokens = TokenSource(name, settings, sender, limits: limits, clock: clock)
    }

    /// The value of Authorization that the registry wanted last time; nil if it wanted nothing yet.
    func authorization(for repository: ImageRepository) async throws(Problem) -> String? {
        switch scheme.withLock({ $0 }) {
        case .none: nil
        case .basic: try await settings.credentials?.basic()
        case .bearer(let realm, let service):
            "Bearer " + (try await tokens.token(.init(realm: realm, service: service, repository), repository))
        }
    }

    /// The value of Authorization that answers the 401 in `response`; throws where there is none.
    func answer(
        to response: HTTPResponse, sent: String?, for repository: ImageRepository, _ place: Place
    ) async throws(Problem) -> String {
        let challenges = Challenge.parse(response.headers.all("WWW-Authenticate"))
        for challenge in challenges where challenge.scheme == "bearer" {
            guard let realm = challenge.parameters["realm"] else { continue }
            let service = challenge.parameters["service"]
            scheme.withLock { $0 = .bearer(realm: realm, service: service) }
            let key = TokenKey(
                realm: realm, service: service, scope: challenge.parameters["scope"] ?? TokenKey.scope(repository))
            // The token that was refused may be of this very key: revoked, or signed by a key that was replaced.
            if let sent, sent.hasPrefix("Bearer ") { tokens.forget(key, String(sent.dropFirst(7))) }
            return "Bearer " + (try await tokens.token(key, repository))
        }
        if let credentials = settings.credentials, sent == nil || sent?.hasPrefix("Bearer ") == true,
            challenges.contains(where: { $0.scheme == "basic" })
        {
            scheme.withLock { $0 = .basic }
            return try await credentials.basic()
        }
        throw place.refusal(response, hasCredentials: settings.credentials != nil, clock.now)
    }
}

extension RegistryCredentials {
    /// RFC 7617. A secret is read from where it is kept, which may take its time, and never on the requests' own thread.
    func basic() async throws(Problem) -> String {
        let password: Result<String, Problem> = await withTaskExecutorPreference(globalConcurrentExecutor) {
            self.password()
        }
        return "Basic " + Data("\(username):\(try password.get())".utf8).base64EncodedString()
    }
}
