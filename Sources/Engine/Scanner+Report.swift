import Foundation
import Promotion
import Versions

extension Scanner {
    /// The verdict on every tag: the wanted one first, then by rank, then those that are skipped with their reasons.
    func report(_ source: Source) async throws(Problem) -> TagReport {
        let observed: [ObservedTag]
        var artifacts: [String: Artifact] = [:]
        switch source.origin {
        case .image(let repository):
            observed = try await observe(try await ports.registry.tags(of: repository), source, repository)
        case .gitTags(let remote):
            let tags = try await ports.remotes.tags(of: remote, deadline: limits.deadline)
            observed = tags.map(ObservedTag.init)
            for tag in tags { artifacts[tag.name] = artifact(tag, source) }
        case .gitBranch(let remote, let name):
            let head = try await ports.remotes.head(of: Branch(remote: remote, name: name), deadline: limits.deadline)
            return TagReport(
                repository: source.repository,
                lines: head.map {
                    [.init(tag: $0.name, wanted: true, verdict: "head \($0.commit)", created: $0.created)]
                }
                    ?? [], note: head == nil ? "The branch does not exist." : nil)
        }
        let ranking = source.policy.rank(observed)
        let known = try await ages(of: ranking, source) { tag throws(Problem) in
            if case .image(let repository) = source.origin {
                return try await self.resolve(tag.name, in: repository, of: source)
            }
            return artifacts[tag.name]
        }
        let choice = source.policy.choose(from: ranking, now: ports.clock.now) { known[$0] }
        let wanted = choice.tag?.name
        var note: String?
        if case .none(let why) = choice.outcome { note = "Nothing is wanted: \(why)." }
        let young = Dictionary(choice.tooYoung.map { ($0.tag.name, $0.until) }, uniquingKeysWith: { $1 })
        var lines: [TagReport.Line] = []
        for (index, ranked) in ranking.admitted.enumerated() {
            let name = ranked.tag.name
            var verdict = name == wanted ? "wanted" : "admitted, rank \(index + 1)"
            if let until = young[name] { verdict = "too young until \(GateKeeper.text(until))" }
            lines.append(.init(tag: name, wanted: name == wanted, verdict: verdict, created: ranked.tag.created))
        }
        for skipped in ranking.skipped {
            lines.append(.init(tag: skipped.tag.name, wanted: false, verdict: "\(skipped.reason)", created: nil))
        }
        return TagReport(repository: source.repository, lines: lines, note: note)
    }
}

extension ObservedTag {
    init(_ tag: GitTag) { self.init(name: tag.name, created: tag.created, digest: tag.commit.hex) }
}
