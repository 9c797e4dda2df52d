import Foundation
import Promotion
import Synchronization
import Versions

/// Finds the wanted version of a source: lists, ranks, and resolves only what is chosen.
final class Scanner: Sendable {
    let ports: EnginePorts
    let limits: EngineLimits
    let rounds: Limiter
    /// What each source's list came to when it was last read, so that an unchanged list costs nothing. One entry a source.
    private let memory = Mutex<[Source: Remembered]>([:])

    private struct Remembered {
        let tags: Int
        /// What the answer depends on beside the list: the artifact after which every version was wanted.
        let after: Artifact?
        let every: Bool
        let scan: SourceScan
    }

    init(ports: EnginePorts, limits: EngineLimits) {
        self.ports = ports
        self.limits = limits
        rounds = Limiter(limits.scans)
    }

    /// Forgets what was remembered of all sources but these.
    func keep(_ sources: [Source]) {
        let kept = Set(sources)
        memory.withLock { memory in memory = memory.filter { kept.contains($0.key) } }
    }

    /// One source's part of a round.
    ///
    /// - Parameter released: the artifact of this source in the newest release.
    /// - Parameter every: whether each version after the released one is wanted, not only the newest.
    /// - Parameter choices: so many of the best are answered, oldest first, for `together: revision`.
    func scan(_ source: Source, released: Artifact?, every: Bool, choices: Int) async -> SourceScan {
        do {
            switch source.origin {
            case .image(let repository):
                let names = try await ports.registry.tags(of: repository)
                var hasher = Hasher()
                hasher.combine(names)
                let tags = hasher.finalize()
                let after = every ? released : nil
                if choices == 1, let known = memory.withLock({ $0[source] }), known.tags == tags,
                    known.every == every, known.after == after
                {
                    return known.scan
                }
                let observed = try await observe(names, source, repository)
                let (scan, settled) = try await choose(
                    observed, source, released: released, every: every, choices: choices
                ) { tag throws(Problem) in
                    try await self.resolve(tag.name, in: repository, of: source)
                }
                // What only time or a moving digest changes is looked at in every round.
                if settled, !source.policy.isMutableTag, choices == 1 {
                    memory.withLock { $0[source] = Remembered(tags: tags, after: after, every: every, scan: scan) }
                }
                return scan
            case .gitTags(let remote):
                let tags = try await ports.remotes.tags(of: remote, deadline: limits.deadline)
                let byName = Dictionary(tags.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
                return try await choose(
                    tags.map(ObservedTag.init), source, released: released, every: every, choices: choices
                ) { tag throws(Problem) in
                    byName[tag.name].map { self.artifact($0, source) }
                }.scan
            case .gitBranch(let remote, let branch):
                let head = try await ports.remotes.head(
                    of: Branch(remote: remote, name: branch), deadline: limits.deadline)
                guard let head else { return .nothing("\(remote) has no branch \(branch).") }
                return .found([artifact(head, source)])
            }
        } catch {
            return .failed(error.asProblem)
        }
    }

    func artifact(_ tag: GitTag, _ source: Source) -> Artifact {
        Artifact(
            source: source.name, repository: source.repository, tag: tag.name, digest: tag.commit.hex,
            created: tag.created, firstSeen: ports.clock.now, revision: tag.commit.hex, origin: source.repository,
            author: tag.author)
    }

    /// Under `newestBuild` every admitted tag's created time is needed before it can be ranked.
    func observe(
        _ names: [String], _ source: Source, _ repository: ImageRepository
    ) async throws(Problem) -> [ObservedTag] {
        let plain = names.map { ObservedTag(name: $0) }
        guard source.policy.needsCreated else { return plain }
        var observed: [ObservedTag] = []
        for tag in plain {
            guard source.policy.admits(tag.name) else {
                observed.append(tag)
                continue
            }
            guard let digest = try await ports.registry.digest(of: tag.name, in: repository) else { continue }
            let details = try await ports.registry.details(of: digest, in: repository)
            observed.append(ObservedTag(name: tag.name, created: details.created, digest: digest))
        }
        return observed
    }

    func resolve(
        _ tag: String, in repository: ImageRepository, of source: Source
    ) async throws(Problem) -> Artifact? {
        guard let digest = try await ports.registry.digest(of: tag, in: repository) else { return nil }
        let details = try await ports.registry.details(of: digest, in: repository)
        return Artifact(
            source: source.name, repository: source.repository, tag: tag, digest: digest, created: details.created,
            firstSeen: ports.clock.now, revision: details.revision, origin: details.origin, author: details.author)
    }

    /// One tag of a source by name, whatever the policy thinks of it: for a person who asks for it.
    func artifact(named tag: String, of source: Source) async throws(Problem) -> Artifact {
        let found: Artifact?
        switch source.origin {
        case .image(let repository): found = try await resolve(tag, in: repository, of: source)
        case .gitTags(let remote):
            let tags = try await ports.remotes.tags(of: remote, deadline: limits.deadline)
            found = tags.first { $0.name == tag }.map { artifact($0, source) }
        case .gitBranch(let remote, let branch):
            let head = try await ports.remotes.head(of: Branch(remote: remote, name: branch), deadline: limits.deadline)
            found = head.map { artifact($0, source) }
        }
        guard let found else { throw .permanent("\(source.repository) has no tag \(tag).") }
        return found
    }

    /// Ranks and resolves; also says whether the answer stays the same for the same list.
    private func choose(
        _ observed: [ObservedTag], _ source: Source, released: Artifact?, every: Bool, choices: Int,
        resolve: (ObservedTag) async throws(Problem) -> Artifact?
    ) async throws(Problem) -> (scan: SourceScan, settled: Bool) {
        let policy = source.policy
        let now = ports.clock.now
        let isBestEnough = policy.minimumAge <= 0 && choices == 1 && (!every || released == nil)
        // Of a hundred thousand tags the best is found much sooner than the order of all.
        let ranking = isBestEnough ? nil : policy.rank(observed)
        let choice: Choice
        if let ranking {
            let known = try await ages(of: ranking, source, resolve: resolve)
            choice = policy.choose(from: ranking, now: now) { known[$0] }
        } else {
            choice = policy.choose(among: observed, now: now)
        }
        var settled = choice.tooYoung.isEmpty
        let best: ObservedTag
        switch choice.outcome {
        case .chosen(let tag): best = tag
        case .none(let why): return (.nothing("Nothing is wanted: \(why)."), settled)
        }
        var wanted = [best]
        if let ranking, let start = ranking.admitted.firstIndex(where: { $0.tag.name == best.name }) {
            let rest = ranking.admitted[start...].dropFirst().lazy.map(\.tag)
            if every, let released {
                wanted += rest.prefix { policy.order($0.name, released.tag) == .newer }
                // The oldest first; the rest is found again by the next round.
                if wanted.count > limits.versionsEachRound { settled = false }
                wanted = wanted.suffix(limits.versionsEachRound)
            } else if choices > 1 {
                wanted += rest.prefix(choices - 1)
            }
        }
        var artifacts: [Artifact] = []
        for tag in wanted.reversed() {
            guard let artifact = try await resolve(tag) else {
                // Listed, and gone when asked for: the list is not whole, so it decides nothing.
                throw .transient("\(source.repository) lists \(tag.name), but has no such tag.")
            }
            artifacts.append(artifact)
        }
        return (.found(artifacts), settled)
    }

    /// How old the best tags are, where the policy asks for an age: only the first few can win.
    func ages(
        of ranking: Ranking, _ source: Source, resolve: (ObservedTag) async throws(Problem) -> Artifact?
    ) async throws(Problem) -> [String: ObservedTag] {
        guard source.policy.minimumAge > 0 else { return [:] }
        let best = ranking.admitted.prefix(20).map(\.tag)
        let firstSeen = try await ports.store.firstSeen(
            best.map(\.name), repository: source.repository, now: ports.clock.now)
        var known: [String: ObservedTag] = [:]
        for var tag in best {
            tag.firstSeen = firstSeen[tag.name]
            if tag.created == nil { tag.created = try await resolve(tag)?.created }
            known[tag.name] = tag
        }
        return known
    }
}
