package import HTTPTransport
package import Promotion

/// Every container registry that Sluice watches, by the OCI distribution specification 1.1.
///
/// Callers that ask for one repository's tags at the same time share one scan, and for one image's details one
/// look-up. Pacing and trying again belong to the sender (`PacedSender`), so that all work at one registry shares one
/// budget.
package final class OCIRegistries: ImageRegistry {
    private let registries: KeyedValues<String, Registry>
    private let cache: any ImageDetailsCache
    private let remembered: BoundedCache<String, ImageDetails>
    private let scans = SingleFlight<ImageRepository, [String]>()
    private let inspections = SingleFlight<String, ImageDetails>()

    /// - Parameters:
    ///   - settings: by the registry's name as `ImageRepository.registry` has it; any other registry is used without
    ///     credentials, over https, trusting the system's authorities.
    ///   - cache: keeps details beyond the process.
    package init(
        _ sender: any HTTPSending, settings: [String: RegistrySettings] = [:], cache: any ImageDetailsCache,
        limits: RegistryLimits = .init(), clock: any WallClock = SystemClock()
    ) {
        registries = KeyedValues { name in
            Registry(name, settings[name] ?? RegistrySettings(), sender, limits: limits, clock: clock)
        }
        self.cache = cache
        remembered = BoundedCache(capacity: limits.detailsKept)
    }

    package func tags(of repository: ImageRepository) async throws(Problem) -> [String] {
        let registry = registries[repository.registry]
        return try await scans.value(for: repository) { () async throws(Problem) in
            try await withTaskExecutorPreference(registry.chainExecutor) { () async throws(Problem) in
                try await TagLister(registry, repository).list()
            }
        }
    }

    package func digest(of tag: String, in repository: ImageRepository) async throws(Problem) -> String? {
        try await DigestResolver(registries[repository.registry], repository).resolve(tag)
    }

    package func details(of digest: String, in repository: ImageRepository) async throws(Problem) -> ImageDetails {
        if let known = remembered[digest] { return known }
        let registry = registries[repository.registry]
        return try await inspections.value(for: "\(repository)@\(digest)") {
            [cache, remembered] () async throws(Problem) in
            let details: ImageDetails
            if let kept = await cache.details(of: digest) {
                details = kept
            } else {
                details = try await ImageInspector(registry, repository).inspect(digest)
                await cache.keep(details, of: digest)
            }
            remembered[digest] = details
            return details
        }
    }
}
