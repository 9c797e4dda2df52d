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
        guard let current = self[environment].current else { return adopt(declared, stage) }
        // What may be on its way is read back by its own work, which knows what it sent.
        if self[environment].promotion?.state == .sending { return }
        guard current.declared != declared.values else { return retryPlan(environment) }
        if let trailers = declared.promotion.flatMap(PromotionTrailers.init), trailers.promotion != current.promotion,
            declares(declared.values, trailers.release, stage)
        {
            // A commit of ours that this database does not know: it is older than Git. Git is the truth.
            return takeBack(trailers, declared, stage)
        }
        takeDrift(declared, from: current, stage)
    }

    /// First sight: what the repository declares is the stage's current version. Nothing is written because Sluice arrived.
    private mutating func adopt(_ declared: DeclaredState, _ stage: Stage) {
        if let trailers = declared.promotion.flatMap(PromotionTrailers.init),
            declares(declared.values, trailers.release, stage)
        {
            takeBack(trailers, declared, stage)
            if let keeper = machine.gateKeeper(stage), !keeper.rules.isEmpty, self[stage.environment].hold == nil {
                hold(
                    stage.environment, by: "sluice",
                    "Rebuilt from Git; approvals given before are void. Look, then `sluice resume`.")
            }
            return
        }
        let environment = stage.environment
        self[environment].lastPromotion =
            declared.promotion.flatMap { $0.last("Sluice-Promotion") }.map(PromotionID.init(hex:))
        self[environment].current = version(declared, stage)
        record(
            "adopted", environment, commit: declared.tip,
            "Found " + declared.values.map { "\($0.place)=\($0.value)" }.joined(separator: ", ")
                + "; adopted, unverified.")
        if let hold = declared.promotion?.last("Sluice-Hold") { self.hold(environment, by: "sluice", hold) }
    }

    private func version(_ declared: DeclaredState, _ stage: Stage) -> CurrentVersion {
        CurrentVersion(
            release: nil, declared: declared.values, tags: tags(of: declared.values, stage), commit: declared.tip,
            promotion: nil, since: now)
    }

    /// Takes a release over from the commit that brought it; it has to be proven live once more.
    private mutating func takeBack(_ trailers: PromotionTrailers, _ declared: DeclaredState, _ stage: Stage) {
        let environment = stage.environment
        let commit = declared.promotion?.commit ?? declared.tip
        keep(trailers.release)
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
        if let reason = trailers.hold { hold(environment, by: "sluice", reason) }
    }

    /// Puts a release found in Git into its place among the known ones.
    private mutating func keep(_ release: Release) {
        guard state.release(release.id) == nil else { return }
        state.releases.append(release)
        state.releases.sort { $0.number < $1.number }
        state.releaseCount = max(state.releaseCount, release.number)
    }

    /// A person or another program changed a value.
    private mutating func takeDrift(_ declared: DeclaredState, from current: CurrentVersion, _ stage: Stage) {
        let environment = stage.environment
        let message = Self.change(from: current.declared, to: declared.values)
        closeVerification(environment)
        var next = version(declared, stage)
        let known = state.releases.last { declares(declared.values, $0, stage) }
        next.release = known?.id
        self[environment].current = next
        if let promotion = self[environment].promotion {
            if promotion.isUnsent {
                replan(environment)
            } else {
                end(environment, .abandoned(reason: "Changed by hand: \(message)"))
                self[environment].promotion = nil
            }
        }
        record("drifted", environment, commit: declared.tip, message)
        notify(.drift, environment, message)
        switch machine.environments[environment]?.drift ?? .hold {
        case .hold:
            self[environment].drift = StageState.Drift(at: now, commit: declared.tip, message: message)
            hold(environment, by: "sluice", "Changed by hand: \(message) Resume to let releases flow on.")
        case .adopt:
            break
        case .restore:
            // The last promotion's release is begun again, as an edit like any other: its gates apply.
            if let last = current.release.flatMap(state.release) {
                begin(stage, last, kind: .requested, by: "sluice")
            }
        }
    }

    private static func change(from old: [DeclaredValue], to new: [DeclaredValue]) -> String {
        let before = Dictionary(old.map { ("\($0.file) \($0.place)", $0.value) }, uniquingKeysWith: { $1 })
        let changes = new.compactMap { value -> String? in
            let name = "\(value.file) \(value.place)"
            guard before[name] != value.value else { return nil }
            return "\(name) is \(value.value), was \(before[name] ?? "absent")"
        }
        return (changes.isEmpty ? "other values are declared" : changes.joined(separator: "; ")) + "."
    }

    /// The branch moved: edits that could not be made are tried once more.
    private mutating func retryPlan(_ environment: String) {
        guard self[environment].promotion?.state == .planning else { return }
        self[environment].promotion?.retry = nil
    }

    /// Whether values are what the stage's edits make of a release.
    func declares(_ values: [DeclaredValue], _ release: Release, _ stage: Stage) -> Bool {
        guard let expected = try? Planner.values(of: release, stage: stage, pipeline: pipeline.name) else {
            return false
        }
        return expected == values
    }

    private func tags(of values: [DeclaredValue], _ stage: Stage) -> [String: String] {
        Planner.tags(in: values, stage: stage, pipeline: pipeline.name)
    }

    /// What was verified here is so no longer from now on: something else is declared.
    mutating func closeVerification(_ environment: String) {
        let now = now
        for index in self[environment].verifications.indices
        where self[environment].verifications[index].until == nil {
            self[environment].verifications[index].until = now
        }
    }

    mutating func hold(_ environment: String, by user: String, _ reason: String) {
        self[environment].hold = StageState.Hold(by: user, at: now, reason: reason)
        record("held", environment, by: user, reason)
        notify(.held, environment, "Held by \(user): \(reason)")
    }

    /// The edits are made again; approvals stay with the edits that they were given for.
    mutating func replan(_ environment: String) {
        enter(.planning, environment)
    }
}
