package import Promotion
import Synchronization

/// A working registry in memory, whose tags a test pushes and moves.
package final class FakeImageRegistry: ImageRegistry {
    private struct Repository {
        var tags: [(name: String, digest: String)] = []
    }

    private struct State {
        var repositories: [ImageRepository: Repository] = [:]
        var details: [String: ImageDetails] = [:]
        var failures: [ImageRepository: [Problem]] = [:]
        var outages: [ImageRepository: Problem] = [:]
        var scans: [ImageRepository: Int] = [:]
        var pushes = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Makes a repository without tags.
    package func create(_ repository: ImageRepository) {
        state.withLock { $0.repositories[repository, default: Repository()].tags += [] }
    }

    /// Pushes an image: a new tag, or one that moves. Answers its digest, which is new unless one is given.
    @discardableResult
    package func push(
        _ tag: String, to repository: ImageRepository, digest: String? = nil, details: ImageDetails = ImageDetails()
    ) -> String {
        state.withLock { state in
            state.pushes += 1
            let name = digest ?? "sha256:" + stableHash(["image", "\(repository)", tag, "\(state.pushes)"]) + padding
            state.details[name] = details
            var tags = state.repositories[repository]?.tags ?? []
            if let index = tags.firstIndex(where: { $0.name == tag }) {
                tags[index].digest = name
            } else {
                tags.append((tag, name))
            }
            state.repositories[repository] = Repository(tags: tags)
            return name
        }
    }

    package func delete(_ tag: String, from repository: ImageRepository) {
        state.withLock { $0.repositories[repository]?.tags.removeAll { $0.name == tag } }
    }

    /// The next calls for a repository throw these, one each.
    package func failNext(_ problems: Problem..., in repository: ImageRepository) {
        state.withLock { $0.failures[repository, default: []] += problems }
    }

    /// Every call for a repository throws `problem` until it is nil again.
    package func setOutage(_ problem: Problem?, in repository: ImageRepository) {
        state.withLock { $0.outages[repository] = problem }
    }

    /// How often the tags of a repository were listed.
    package func scanCount(_ repository: ImageRepository) -> Int { state.withLock { $0.scans[repository] ?? 0 } }

    package func tags(of repository: ImageRepository) async throws(Problem) -> [String] {
        try answer(repository) { state, found in
            state.scans[repository, default: 0] += 1
            return found.tags.map(\.name)
        }
    }

    package func digest(of tag: String, in repository: ImageRepository) async throws(Problem) -> String? {
        try answer(repository) { _, found in found.tags.first { $0.name == tag }?.digest }
    }

    package func details(of digest: String, in repository: ImageRepository) async throws(Problem) -> ImageDetails {
        let details = try answer(repository) { state, _ in state.details[digest] }
        guard let details else { throw .permanent("\(repository) has no image \(digest).") }
        return details
    }

    private func answer<Value: Sendable>(
        _ repository: ImageRepository, _ body: (inout State, Repository) -> Value
    ) throws(Problem) -> Value {
        let answer: Result<Value, Problem> = state.withLock { state in
            if state.failures[repository]?.isEmpty == false, let problem = state.failures[repository]?.removeFirst() {
                return .failure(problem)
            }
            if let problem = state.outages[repository] { return .failure(problem) }
            guard let found = state.repositories[repository] else {
                return .failure(.permanent("\(repository) does not exist.", remedy: "Check its name."))
            }
            return .success(body(&state, found))
        }
        return try answer.get()
    }
}

/// A stable hash has 40 digits, a SHA-256 digest 64.
private let padding = String(repeating: "0", count: 24)
