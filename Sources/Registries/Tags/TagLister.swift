import HTTPTransport
import Promotion

/// Lists all tags of one repository: page by page, until the registry names no further one.
///
/// A short page is not the last one, since servers clamp `n`. A list that cannot be read to its end is an error.
struct TagLister {
    private let registry: Registry
    private let repository: ImageRepository

    init(_ registry: Registry, _ repository: ImageRepository) {
        self.registry = registry
        self.repository = repository
    }

    func list() async throws(Problem) -> [String] {
        let place = Place(repository, "listing tags")
        let reader = TagReader(registry.limits, place)
        var pages = TagPages(registry, repository, place)
        var came = try await pages.some()
        while !pages.areOver {
            // What came is read on another thread while the next pages are on their way.
            let known = came
            async let complaint = withTaskExecutorPreference(globalConcurrentExecutor) {
                await reader.take(known, areLast: false)
            }
            came = try await pages.some()
            if let complaint = await complaint { throw complaint }
        }
        if let complaint = await reader.take(came, areLast: true) { throw complaint }
        return await reader.all
    }
}
