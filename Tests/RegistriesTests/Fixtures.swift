import Foundation
import HTTPTransport
import Promotion
import Registries
import Synchronization
import TestServers

/// A wall clock that a test moves.
final class TestWallClock: WallClock {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }

    func sleep(until date: Date) async throws {}
}

/// Details kept in memory, with a count of the look-ups.
final class TestDetailsCache: ImageDetailsCache {
    private let state = Mutex((kept: [String: ImageDetails](), asked: 0))

    var kept: [String: ImageDetails] { state.withLock { $0.kept } }
    var asked: Int { state.withLock { $0.asked } }

    func details(of digest: String) async -> ImageDetails? {
        state.withLock { state in
            state.asked += 1
            return state.kept[digest]
        }
    }

    func keep(_ details: ImageDetails, of digest: String) async {
        state.withLock { $0.kept[digest] = details }
    }
}

extension RegistrySettings {
    /// Plain http, as the tests' servers speak it.
    static let plain = settings()

    static func settings(user: String? = nil, password: String = "", tokenHosts: Set<String> = []) -> RegistrySettings {
        var settings = RegistrySettings()
        settings.allowPlaintext = true
        settings.tokenHosts = tokenHosts
        if let user {
            settings.credentials = RegistryCredentials(username: user) { .success(password) }
        }
        return settings
    }
}

extension OCIRegistries {
    /// For one registry, without a cache.
    convenience init(
        _ authority: String, _ settings: RegistrySettings = .plain, cache: any ImageDetailsCache = NoDetailsCache(),
        limits: RegistryLimits = .init(), clock: any WallClock = SystemClock()
    ) throws {
        self.init(
            try HTTPClient(), settings: [authority: settings], cache: cache, limits: limits, clock: clock)
    }

    /// Why the tags cannot be listed; nil if they can.
    func listingProblem(_ repository: ImageRepository) async -> Problem? {
        do {
            _ = try await tags(of: repository)
            return nil
        } catch {
            return error
        }
    }
}

extension LyingRegistry {
    func repository(_ path: String = "team/app") throws -> ImageRepository {
        try ImageRepository("\(authority)/\(path)")
    }
}

extension DockerRegistry {
    func repository(_ path: String = "team/app") throws -> ImageRepository {
        try ImageRepository("\(authority)/\(path)")
    }
}
