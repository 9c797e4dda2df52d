import Configurations
import HTTPTransport
import Promotion
import Registries
import Secrets
import Synchronization

/// The container registries, with the credentials and limits of the configuration in force.
final class ConfiguredRegistry: ImageRegistry {
    private struct Made {
        var settings: [String: Configurations.RegistrySettings]
        var credentials: [Configurations.RegistryCredential]
        var registry: OCIRegistries
    }

    private let live: LiveConfiguration
    private let http: any HTTPSending
    private let cache: any ImageDetailsCache
    private let made = Mutex<Made?>(nil)

    init(_ live: LiveConfiguration, http: any HTTPSending, cache: any ImageDetailsCache) {
        self.live = live
        self.http = http
        self.cache = cache
    }

    func tags(of repository: ImageRepository) async throws(Problem) -> [String] {
        try await registry.tags(of: repository)
    }

    func digest(of tag: String, in repository: ImageRepository) async throws(Problem) -> String? {
        try await registry.digest(of: tag, in: repository)
    }

    func details(of digest: String, in repository: ImageRepository) async throws(Problem) -> ImageDetails {
        try await registry.details(of: digest, in: repository)
    }

    /// The registries as they are configured now. Calls under way keep those that they began with.
    private var registry: OCIRegistries {
        let prepared = live.current
        let settings = prepared.settings
        return made.withLock { made in
            if let made, made.settings == settings.registries, made.credentials == settings.registryCredentials {
                return made.registry
            }
            let new = make(settings, prepared.secrets)
            made = Made(settings: settings.registries, credentials: settings.registryCredentials, registry: new)
            return new
        }
    }

    private func make(_ settings: Settings, _ secrets: SystemSecrets) -> OCIRegistries {
        var registries: [String: Registries.RegistrySettings] = [:]
        for (host, configured) in settings.registries {
            var registry = Registries.RegistrySettings()
            registry.caFile = configured.caFile
            registry.allowPlaintext = configured.plainHTTP
            registry.tokenHosts = Set(configured.tokenRealms)
            registries[host] = registry
        }
        for credential in settings.registryCredentials {
            registries[credential.registry, default: Registries.RegistrySettings()].credentials = RegistryCredentials(
                username: credential.username
            ) {
                Result { () throws(Problem) in try secrets.text(credential.password) }
            }
        }
        let pace = settings.registries.compactMapValues(\.requestsPerSecond)
        return OCIRegistries(PacedByHost(http, requestsPerSecond: pace), settings: registries, cache: cache)
    }
}

/// Keeps what images say of themselves in the store.
struct StoredDetails: ImageDetailsCache {
    let store: any Store

    func details(of digest: String) async -> ImageDetails? { try? await store.imageDetails(of: digest) }

    func keep(_ details: ImageDetails, of digest: String) async {
        try? await store.keepImageDetails(details, of: digest)
    }
}
