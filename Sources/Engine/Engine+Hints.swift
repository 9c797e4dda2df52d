import Foundation
package import Promotion

extension Engine {
    /// Brings forward what hints name, and answers what that is: scans by pipeline, looks by branch, sorted.
    ///
    /// A hint says when to look and nothing of what is seen. One item is brought forward at most once a second, so that
    /// whoever sends hints cannot have a registry or a host asked faster than that.
    package func hasten(_ hints: Set<Hint>) -> Hastened {
        hinted.prepare(generation, definitions)
        let now = ports.clock.now
        var items: Set<Agenda.Item> = []
        for hint in hints {
            let follows = follows(for: hint)
            // Whose merge request is told of is read; the branches are looked at where it is nobody's that is known.
            if case .mergeRequest = hint, !follows.isEmpty {
                items.formUnion(follows)
            } else {
                items.formUnion(hinted.items(for: hint).union(follows))
            }
        }
        for item in items { agenda.hasten(item, to: hinted.turn(of: item, now: now)) }
        ring()
        return Hastened(items)
    }

    /// Brings forward the looks at what is handed off in these stages: there is something new to see.
    package func hear(_ stages: Set<StageID>) {
        let now = ports.clock.now
        for stage in stages where lookAtHandOff(in: stage) != nil {
            agenda.hasten(.follow(stage), to: hinted.turn(of: .follow(stage), now: now))
        }
        ring()
    }

    /// Looks at what a stage waits for on a host, or at its reconciler.
    func follow(_ stage: StageID) {
        if runtimes[stage.pipeline]?.state.stages[stage.environment]?.proposal != nil {
            post(.hinted(environment: stage.environment), to: stage.pipeline)
        }
        guard let work = lookAtHandOff(in: stage) else { return }
        let key = WorkKey(pipeline: stage.pipeline, work: work)
        // What is being looked at may have been seen before.
        if inFlight.contains(key) { heard.insert(key) } else { begin(work, in: stage.pipeline) }
    }

    private func lookAtHandOff(in stage: StageID) -> Work? {
        guard let promotion = runtimes[stage.pipeline]?.state.stages[stage.environment]?.promotion, promotion.isLookedAt
        else { return nil }
        return .observe(environment: stage.environment, promotion.id)
    }

    /// The stages whose merge request, or its branch, a hint names, and those that wait for a run on it.
    private func follows(for hint: Hint) -> Set<Agenda.Item> {
        func stages(_ address: GitAddress, where isNamed: (Proposal) -> Bool) -> Set<Agenda.Item> {
            Set(
                hinted.hosted(at: address).filter { id in
                    runtimes[id.pipeline]?.state.stages[id.environment]?.proposal.map(isNamed) ?? false
                }.map { .follow($0) })
        }
        switch hint {
        case .mergeRequest(let address, let number): return stages(address) { $0.id.number == number }
        case .git(let address, .branch(let name)):
            return stages(address) { $0.branch == name }.union(runs(address, name))
        case .git(let address, .anything): return runs(address, nil)
        case .git, .image: return []
        }
    }

    /// The stages that wait for a run of this branch, or of any of the repository.
    private func runs(_ address: GitAddress, _ branch: String?) -> Set<Agenda.Item> {
        let stages = hinted.run(at: address).filter { stage, ran in
            (branch ?? ran) == ran && lookAtHandOff(in: stage) != nil
        }
        return Set(stages.map { .follow($0.key) })
    }
}

/// What hints brought forward.
package struct Hastened: Sendable, Hashable {
    /// The pipelines whose sources are scanned.
    package var scans: [String] = []
    /// The branches that are read.
    package var looks: [String] = []
    /// The stages whose merge requests are read, or whose reconcilers are looked at.
    package var follows: [String] = []

    package init(scans: [String] = [], looks: [String] = [], follows: [String] = []) {
        self.scans = scans
        self.looks = looks
        self.follows = follows
    }

    fileprivate init(_ items: Set<Agenda.Item>) {
        for item in items {
            switch item {
            case .scan(let pipeline): scans.append(pipeline)
            case .look(let branch): looks.append(branch.description)
            case .follow(let stage): follows.append(stage.description)
            case .step: continue
            }
        }
        scans.sort()
        looks.sort()
        follows.sort()
    }
}

/// What hints can name, by what they name it with, and when each was brought forward last.
struct HintIndex {
    private var generation: Int?
    private var images: [ImageRepository: Set<Agenda.Item>] = [:]
    private var remotes: [GitAddress: Set<Watched>] = [:]
    private var merging: [GitAddress: Set<StageID>] = [:]
    private var running: [GitAddress: [StageID: String]] = [:]
    private var turns: [Agenda.Item: Date] = [:]

    private struct Watched: Hashable {
        /// Nil for tags.
        let branch: String?
        let item: Agenda.Item
    }

    /// Made anew for other definitions only: a hint costs a look into a table, however many pipelines there are.
    mutating func prepare(_ generation: Int, _ definitions: Definitions) {
        guard self.generation != generation else { return }
        self = HintIndex()
        self.generation = generation
        for pipeline in definitions.pipelines.values {
            for source in pipeline.sources { add(source, .scan(pipeline: pipeline.name)) }
            for stage in pipeline.stages {
                guard let environment = definitions.environments[stage.environment] else { continue }
                let branch = environment.branch
                add(branch.remote, branch: branch.name, .look(branch: branch))
                if environment.delivery.mergeRequest != nil, let address = GitAddress(branch.remote) {
                    merging[address, default: []].insert(pipeline.id(stage.environment))
                }
                if environment.reconciler.isRunner, let address = GitAddress(branch.remote) {
                    running[address, default: [:]][pipeline.id(stage.environment)] = branch.name
                }
            }
        }
    }

    private mutating func add(_ source: Source, _ item: Agenda.Item) {
        switch source.origin {
        case .image(let repository): images[repository, default: []].insert(item)
        case .gitTags(let remote): add(remote, branch: nil, item)
        case .gitBranch(let remote, let branch): add(remote, branch: branch, item)
        }
    }

    private mutating func add(_ remote: RemoteURL, branch: String?, _ item: Agenda.Item) {
        guard let address = GitAddress(remote) else { return }
        remotes[address, default: []].insert(Watched(branch: branch, item: item))
    }

    /// The stages that have merge requests in a repository.
    func hosted(at address: GitAddress) -> Set<StageID> { merging[address] ?? [] }

    /// The stages that runs of a repository make live, each with the branch that they run for.
    func run(at address: GitAddress) -> [StageID: String] { running[address] ?? [:] }

    func items(for hint: Hint) -> Set<Agenda.Item> {
        switch hint {
        case .image(let repository, _): return images[repository] ?? []
        case .git(let address, let change):
            let watched = (remotes[address] ?? []).filter { watched in
                switch change {
                case .branch(let name): watched.branch == name
                case .tag: watched.branch == nil
                case .anything: true
                }
            }
            return Set(watched.map(\.item))
        case .mergeRequest(let address, _):
            return Set(
                (remotes[address] ?? []).map(\.item).filter { if case .look = $0 { true } else { false } })
        }
    }

    /// When an item may be brought forward to: now, or a second after the last time.
    mutating func turn(of item: Agenda.Item, now: Date) -> Date {
        // The turn that was given out last may still be to come; then it serves this hint too.
        if let last = turns[item], last > now { return last }
        let turn = turns[item].map { max(now, $0.addingTimeInterval(1)) } ?? now
        turns[item] = turn
        return turn
    }
}
