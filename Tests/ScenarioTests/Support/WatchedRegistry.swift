import Promotion
import Synchronization

/// A registry in which something happens once, after a list was read and before it is answered.
final class WatchedRegistry: ImageRegistry {
    private let registry: any ImageRegistry
    private let meanwhile = Mutex<(@Sendable () async -> Void)?>(nil)

    init(_ registry: any ImageRegistry) { self.registry = registry }

    func duringNextList(_ body: @escaping @Sendable () async -> Void) { meanwhile.withLock { $0 = body } }

    func tags(of repository: ImageRepository) async throws(Problem) -> [String] {
        let tags = try await registry.tags(of: repository)
        let body = meanwhile.withLock { body in
            defer { body = nil }
            return body
        }
        await body?()
        return tags
    }

    func digest(of tag: String, in repository: ImageRepository) async throws(Problem) -> String? {
        try await registry.digest(of: tag, in: repository)
    }

    func details(of digest: String, in repository: ImageRepository) async throws(Problem) -> ImageDetails {
        try await registry.details(of: digest, in: repository)
    }
}
