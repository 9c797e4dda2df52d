import Foundation

extension Step {
    mutating func takeUnreadable(_ problem: Problem, _ environment: String) {
        guard pipeline.stage(environment) != nil else { return }
        let attempts = (self[environment].retry?.attempts ?? 0) + 1
        self[environment].problem = problem
        self[environment].retry = Retry(
            attempts: attempts, notBefore: BackOff.next(problem, attempts: attempts, key: environment, now: now),
            problem: problem)
    }

    /// What a stage's branch declares now: at first sight the stage's current version, later a change or none.
    mutating func takeDeclared(_ declared: DeclaredState, _ environment: String) {
        guard let stage = pipeline.stage(environment) else { return }
        self[environment].problem = nil
        self[environment].retry = nil
        guard let current = self[environment].current else {
            self[environment].edits = stage.editsHash
            return adopt(declared, stage)
        }
        // What may be on its way is read back by its own work, which knows what it sent.
        if self[environment].promotion?.state == .sending { return }
        if takeMergedMeanwhile(declared, environment) { return }
        // The look began before the current version was known or landed: it saw the branch as it was then.
        if declared.isFirstSight { return }
        if let known = declared.known, known != current.commit { return }
        let hasOtherEdits = self[environment].edits != stage.editsHash
        self[environment].edits = stage.editsHash
        guard current.declared != declared.values else {
            retryPlan(environment)
            return rebaseProposal(on: declared.tip, environment)
        }
        if let trailers = declared.promotion.flatMap(PromotionTrailers.init), trailers.promotion != current.promotion,
            declares(declared, trailers.release, stage)
        {
            // A commit of ours that this database does not know: it is older than Git. Git is the truth.
            return takeBack(trailers, declared, stage)
        }
        if Self.places(of: current.declared) != Self.places(of: declared.values) {
            return takeOtherPlaces(declared, current, stage, hasOtherEdits: hasOtherEdits)
        }
        takeDrift(declared, from: current, stage)
    }

    private static func places(of values: [DeclaredValue]) -> [[String]] { values.map { [$0.file, $0.place] } }

    /// Other places are found than those that the current version was read at.
    ///
    /// By other edits, only the places that both have can tell of a change; what the new ones hold is no version that was
    /// ever verified. By the same edits a person changed the files, and what stands there must still be the version.
    private mutating func takeOtherPlaces(
        _ declared: DeclaredState, _ current: CurrentVersion, _ stage: Stage, hasOtherEdits: Bool
    ) {
        let environment = stage.environment
        let before = Dictionary(
            current.declared.map { ([$0.file, $0.place], $0.value) }, uniquingKeysWith: { $1 })
        let isChanged = declared.values.contains { value in
            before[[value.file, value.place]].map { $0 != value.value } ?? false
        }
        let tags = tags(of: declared, stage)
        let release = current.release.flatMap(state.release)
        let isSame = release.map { declares(declared, $0, stage) } ?? (tags == current.tags)
        if isChanged || (!isSame && !hasOtherEdits) { return takeDrift(declared, from: current, stage) }
        self[environment].current?.declared = declared.values
        self[environment].current?.tags = tags
        if isSame, release != nil || !hasOtherEdits { return }
        closeVerification(environment)
        self[environment].current?.release = nil
        self[environment].current?.verifiedAt = nil
        record("reread", environment, commit: declared.tip, "The stage's edits are others; what they hold was read.")
    }

    /// First sight: what the repository declares is the stage's current version. Nothing is written because Sluice arrived.
    private mutating func adopt(_ declared: DeclaredState, _ stage: Stage) {
        let environment = stage.environment
        self[environment].branch = machine.environments[environment]?.branch.description
        if let trailers = declared.promotion.flatMap(PromotionTrailers.init),
            declares(declared, trailers.release, stage)
        {
            takeBack(trailers, declared, stage)
        } else {
            takeLastPromotion(of: declared, environment)
            self[environment].current = version(declared, stage)
            record(
                "adopted", environment, commit: declared.tip,
                "Found " + declared.values.map { "\($0.place)=\($0.value)" }.joined(separator: ", ")
                    + "; adopted, unverified.")
            if let hold = declared.promotion.flatMap(PromotionTrailers.hold) {
                self.hold(environment, .rollback, by: "sluice", hold)
            }
        }
        // Sluice was here before, so that approvals were lost with the database.
        if declared.promotion != nil, let keeper = machine.gateKeeper(stage), !keeper.rules.isEmpty {
            hold(
                environment, .rebuilt, by: "sluice",
                "Rebuilt from Git; approvals given before are void. Look, then `sluice resume`.")
        }
    }

    /// The next promotion's identity follows from the newest one in Git, so that it is none that landed before.
    mutating func takeLastPromotion(of declared: DeclaredState, _ environment: String) {
        guard let hex = declared.promotion?.last("Sluice-Promotion") else { return }
        self[environment].lastPromotion = PromotionID(hex: hex)
    }

    func version(_ declared: DeclaredState, _ stage: Stage) -> CurrentVersion {
        CurrentVersion(
            release: nil, declared: declared.values, tags: tags(of: declared, stage), commit: declared.tip,
            promotion: nil, since: now)
    }

    /// Takes a release over from the commit that brought it; it has to be proven live once more.
    private mutating func takeBack(_ trailers: PromotionTrailers, _ declared: DeclaredState, _ stage: Stage) {
        let environment = stage.environment
        let commit = declared.promotion?.commit ?? declared.tip
        keep(trailers.release, at: commit)
        closeVerification(environment)
        self[environment].lastPromotion = trailers.promotion
        var current = version(declared, stage)
        current.release = trailers.release.id
        current.promotion = trailers.promotion
        current.commit = commit
        self[environment].current = current
        var promotion = Promotion(
            id: trailers.promotion, stage: trailers.stage, release: trailers.release.id, kind: .automatic,
            requestedBy: "sluice", at: now)
        promotion.state = .landed(commit)
        self[environment].promotion = promotion
        record(
            "rebuilt", environment, promotion: trailers.promotion, release: trailers.release.id, commit: commit,
            "\(trailers.release.title) found again in Git.")
        if let reason = trailers.hold { hold(environment, .rollback, by: "sluice", reason) }
    }

    /// Puts a release found in Git into its place among the known ones.
    ///
    /// It was cut before this database knew of it, and so before any that this database has cut since its commit: those
    /// come after it, whatever their numbers were while its repository could not be read.
    private mutating func keep(_ release: Release, at commit: CommitID) {
        if let known = state.release(release.id) {
            guard known.foundIn == nil, known.number < release.number else { return }
        }
        state.releases.removeAll { $0.id == release.id }
        var later: [Release] = []
        state.releases.removeAll { other in
            let isLater = other.foundIn == nil && other.number <= release.number && other.cutAt > release.cutAt
            if isLater { later.append(other) }
            return isLater
        }
        state.releases.append(release.found(in: commit))
        state.releases.sort { $0.number < $1.number }
        state.releaseCount = max(state.releaseCount, release.number)
        for release in later {
            state.releaseCount += 1
            state.releases.append(release.numbered(state.releaseCount))
        }
    }

    /// The branch moved: edits that could not be made are tried once more.
    private mutating func retryPlan(_ environment: String) {
        guard self[environment].promotion?.state == .planning else { return }
        // What went wrong is kept, so that the same again is not told again.
        let now = now
        self[environment].promotion?.retry?.notBefore = now
    }

    /// Whether a branch holds what the stage's edits make of a release.
    func declares(_ declared: DeclaredState, _ release: Release, _ stage: Stage) -> Bool {
        Planner.declares(declared.places, release, pipeline: pipeline.name, environment: stage.environment)
    }

    private func tags(of declared: DeclaredState, _ stage: Stage) -> [String: String] {
        Planner.tags(in: declared.places, pipeline: pipeline.name, environment: stage.environment)
    }

    /// What was verified here is so no longer from now on: something else is declared.
    mutating func closeVerification(_ environment: String) {
        let now = now
        for index in self[environment].verifications.indices
        where self[environment].verifications[index].until == nil {
            self[environment].verifications[index].until = now
        }
    }

    /// Holds a stage. A hold that a person placed is never replaced by one of Sluice's own.
    mutating func hold(_ environment: String, _ kind: StageState.Hold.Kind, by user: String, _ reason: String) {
        if user == "sluice", self[environment].hold != nil { return }
        self[environment].hold = StageState.Hold(kind, by: user, at: now, reason: reason)
        record("held", environment, by: user, reason)
        notify(.held, environment, "Held by \(user): \(reason)")
    }

    /// The edits are made again; approvals stay with the edits that they were given for.
    mutating func replan(_ environment: String) {
        enter(.planning, environment)
    }
}
