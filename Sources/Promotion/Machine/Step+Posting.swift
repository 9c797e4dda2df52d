import Foundation

/// How promotions stand, as commits say it on their hosts: beside the promotions, which never wait for it.
extension Step {
    /// Attempts at telling something, over about an hour.
    private static let mostAttempts = 20
    /// Seconds for which a repository that refuses statuses is left alone.
    private static let muteLasts: TimeInterval = 86_400
    private static let mostPostings = 100

    /// Has every promotion in flight told of, and finds what each posting has to say now.
    mutating func settlePostings() {
        guard !machine.statusForges.isEmpty else {
            state.postings = []
            return
        }
        for stage in pipeline.stages { beginPostings(stage) }
        let now = now
        for index in state.postings.indices {
            let (standing, summary) = standing(of: state.postings[index])
            guard state.postings[index].state != standing else { continue }
            state.postings[index].state = standing
            state.postings[index].summary = summary
            state.postings[index].since = now
            state.postings[index].retry = nil
        }
        state.postings.removeAll { $0.told == $0.state && $0.state != .pending }
        if state.postings.count > Self.mostPostings {
            state.postings.removeFirst(state.postings.count - Self.mostPostings)
        }
        state.muted = state.muted.filter { $0.value > now }
    }

    private mutating func beginPostings(_ stage: Stage) {
        guard let promotion = self[stage.environment].promotion else { return }
        if case .ended = promotion.state { return }
        var places: [Posting.Place] = []
        if let release = state.release(promotion.release), mayHaveCommits(release) { places.append(.applications) }
        if let commit = promotion.commit, let forge = machine.environments[stage.environment]?.forge,
            machine.statusForges.contains(forge)
        {
            places.append(.environment(commit))
        }
        for place in places {
            let id = Posting.ID(promotion: promotion.id, place: place)
            guard !state.postings.contains(where: { $0.id == id }) else { continue }
            state.postings.append(
                Posting(
                    id: id, environment: stage.environment, release: promotion.release, state: .pending,
                    summary: onItsWay(promotion.release, stage.environment), since: now))
        }
    }

    private func onItsWay(_ release: ReleaseID, _ environment: String) -> String {
        "\(title(release)) is on its way into \(environment)."
    }

    /// Whether an artifact says what it was built from; which repository has that, and on which host, is found out later.
    private func mayHaveCommits(_ release: Release) -> Bool {
        release.artifacts.contains { artifact in
            guard let source = pipeline.source(artifact.source),
                ApplicationRepositories.revision(of: artifact, source) != nil
            else { return false }
            if case .image = source.origin { return source.changelog != nil || artifact.origin?.isEmpty == false }
            return true
        }
    }

    /// What became of the posting's promotion. What was decided stays so, unless the promotion goes on.
    private func standing(of posting: Posting) -> (CommitStatus.State, String) {
        let own = state.stages[posting.environment] ?? StageState()
        let name = title(posting.release)
        if let promotion = own.promotion, promotion.id == posting.id.promotion {
            guard case .ended(let ending) = promotion.state else {
                return (.pending, onItsWay(posting.release, posting.environment))
            }
            if case .failed(let problem) = ending { return (.failure, "\(name) failed: \(problem.summary)") }
        }
        guard posting.state == .pending else { return (posting.state, posting.summary) }
        if own.current?.promotion == posting.id.promotion, own.current?.verifiedAt != nil {
            return (.success, "\(name) is live in \(posting.environment).")
        }
        if let refusal = own.refused.last(where: { $0.release == posting.release }) {
            return (.failure, "\(name) was rejected by \(refusal.by): \(refusal.reason)")
        }
        if pipeline.stage(posting.environment) == nil {
            return (.skipped, "\(posting.environment) was removed from the configuration.")
        }
        if let next = own.promotion, next.release != posting.release {
            return (.skipped, "\(name) gave way to \(title(next.release)).")
        }
        return (.skipped, "\(name) is not followed in \(posting.environment) any more.")
    }

    var postingWork: [Work] {
        state.postings.filter { $0.due.map { $0 <= now } ?? false }
            .map { .post(environment: $0.environment, $0.id) }
    }

    /// - Parameter told: what hosts were told.
    mutating func takePosted(_ told: CommitStatus.State, _ outcome: PostOutcome, _ id: Posting.ID) {
        guard let index = state.postings.firstIndex(where: { $0.id == id }) else { return }
        let posting = state.postings[index]
        state.postings[index].targets = outcome.targets
        for (place, problem) in outcome.refused.sorted(by: { $0.key < $1.key }) where state.muted[place] == nil {
            state.muted[place] = now.addingTimeInterval(Self.muteLasts)
            record(
                "statusRefused", posting.environment, promotion: id.promotion, release: posting.release,
                "\(place) takes no commit statuses, and is not asked again for a day: \(problem.description)")
        }
        guard let problem = outcome.problem else {
            state.postings[index].told = told
            state.postings[index].retry = nil
            return
        }
        let attempts = (posting.retry?.attempts ?? 0) + 1
        guard attempts < Self.mostAttempts else {
            state.postings[index].told = posting.state
            state.postings[index].retry = nil
            return record(
                "statusLeft", posting.environment, promotion: id.promotion, release: posting.release,
                "Commits do not say that \(posting.summary.oneLine(limit: 300)) \(problem.description)")
        }
        state.postings[index].retry = Retry(
            attempts: attempts,
            notBefore: BackOff.next(
                .transient(problem.summary, retryAfter: problem.pause), attempts: attempts, key: id.promotion.hex,
                now: now), problem: problem)
    }
}

extension Problem {
    /// The pause that the other side asked for.
    fileprivate var pause: TimeInterval? {
        if case .transient(let pause) = kind { return pause }
        return nil
    }
}

extension PipelineMachine {
    /// What a posting says as a commit's status.
    ///
    /// - Parameter publicURL: where people reach the daemon, if they do.
    package func status(of posting: Posting, publicURL: String?) -> CommitStatus {
        CommitStatus(
            name: "sluice/\(pipeline.id(posting.environment))", state: posting.state,
            summary: posting.summary.oneLine(), address: publicURL.map { "\($0)/pipelines/\(pipeline.name)" })
    }
}
