import Foundation

extension Step {
    /// The release that a stage should have next, or nil when it has what it should.
    ///
    /// Pinned: the pinned one. Otherwise, of those newer than the current one, not refused here and eligible upstream, the
    /// newest under `latest` and the oldest under `every`. A failed release is not begun again by itself; under `every` it
    /// holds up those behind it.
    func desired(_ stage: Stage) -> Release? {
        let environment = stage.environment
        guard let current = self[environment].current else { return nil }
        if let pin = self[environment].pin {
            return pin.release == current.release || hasFailed(pin.release, in: environment)
                ? nil : state.release(pin.release)
        }
        let candidates = state.releases.filter { standing($0, stage) == .candidate }
        switch stage.queue {
        case .latest:
            // One that failed is not passed by for an older one: that would be undone by the next attempt.
            guard let newest = candidates.last, newest.number > failedNumber(in: environment) else { return nil }
            return newest
        case .every:
            guard let first = oldestOutstanding(stage), standing(first, stage) == .candidate else { return nil }
            return first
        }
    }

    /// Whether what Sluice began by itself may still come by itself: a pin to it may have been lifted since, or something
    /// newer be declared. What is newer than it by now does not matter once it is being sent.
    func isStillWanted(_ release: Release, _ promotion: Promotion, _ stage: Stage) -> Bool {
        promotion.kind != .automatic || self[stage.environment].pin?.release == release.id
            || standing(release, stage) == .candidate
    }

    /// What keeps a release out of a stage, if anything.
    enum Standing: Equatable {
        case candidate
        /// The current one, or one before it.
        case past
        case refused
        case failed
        case downgrade(source: String)
        case upstream(environment: String)
        /// Not verified in a canary of its group.
        case canary(environment: String)
        case soaking(environment: String, until: Date)
    }

    func standing(_ release: Release, _ stage: Stage) -> Standing {
        if let kept = keptOut(release, stage) { return kept }
        for upstream in stage.after {
            switch soaked(release.id, in: upstream, for: stage.soakTime) {
            case .never: return .upstream(environment: upstream)
            case .until(let date): return .soaking(environment: upstream, until: date)
            case .long: continue
            }
        }
        if let canary = missingCanary(release.id, stage) { return .canary(environment: canary) }
        return .candidate
    }

    /// What keeps a release out of a stage whatever other stages say of it, if anything.
    func keptOut(_ release: Release, _ stage: Stage) -> Standing? {
        let environment = stage.environment
        guard let current = self[environment].current else { return .past }
        if let running = current.release.flatMap(state.release) {
            if release.number <= running.number { return .past }
            if let source = downgradedSource(from: running, to: release) { return .downgrade(source: source) }
        } else if let source = downgradedSource(from: current.tags, to: release) {
            return .downgrade(source: source)
        }
        if isRefused(release.id, in: environment) { return .refused }
        return hasFailed(release.id, in: environment) ? .failed : nil
    }

    private func hasFailed(_ release: ReleaseID, in environment: String) -> Bool {
        guard let promotion = self[environment].promotion else { return false }
        return promotion.release == release && promotion.hasFailed
    }

    /// The number of the release whose promotion has failed here; 0 where none has.
    private func failedNumber(in environment: String) -> Int {
        guard let promotion = self[environment].promotion, promotion.hasFailed else { return 0 }
        return state.release(promotion.release)?.number ?? 0
    }

    /// The oldest release that this stage has not had yet and will have to take.
    func oldestOutstanding(_ stage: Stage) -> Release? {
        state.releases.first { release in
            switch standing(release, stage) {
            case .past, .refused, .downgrade: false
            case .upstream, .canary, .soaking: canCome(release, into: stage.environment)
            case .candidate, .failed: true
            }
        }
    }

    /// The first source whose declared tag is newer than the release's, by the source's own policy.
    func downgradedSource(from tags: [String: String], to release: Release) -> String? {
        release.artifacts.first { artifact in
            guard let tag = tags[artifact.source], tag != artifact.tag,
                let policy = pipeline.source(artifact.source)?.policy
            else { return false }
            return policy.isOlder(artifact.tag, than: tag)
        }?.source
    }

    /// The first source of which the running release has a newer version, though its number is lower: a person cut the
    /// other one by hand, and it does not flow on by itself.
    private func downgradedSource(from running: Release, to release: Release) -> String? {
        release.artifacts.first { artifact in
            guard let before = running.artifact(of: artifact.source), before.repository == artifact.repository,
                let policy = pipeline.source(artifact.source)?.policy
            else { return false }
            return policy.isOlder(artifact, than: before)
        }?.source
    }

    enum Soaked: Equatable {
        case never
        case until(Date)
        case long
    }

    /// Whether a release was verified in a stage for so many seconds without a break, at some time.
    func soaked(_ release: ReleaseID, in environment: String, for seconds: TimeInterval) -> Soaked {
        let stretches = self[environment].verifications.filter { $0.release == release }
        if stretches.isEmpty { return .never }
        if stretches.contains(where: { ($0.until ?? now).timeIntervalSince($0.from) >= seconds }) { return .long }
        guard let running = stretches.last(where: { $0.until == nil }) else { return .never }
        return .until(running.from.addingTimeInterval(seconds))
    }

    /// The release that runs in a stage soaks for a later stage that wants it: it is not replaced meanwhile.
    func soakingHere(_ stage: Stage, replacing promotion: Promotion) -> Waiting? {
        guard !stage.interruptSoak, promotion.kind == .automatic,
            let id = self[stage.environment].current?.release, let running = state.release(id), id != promotion.release,
            self[stage.environment].current?.verifiedAt != nil
        else { return nil }
        for later in pipeline.downstream(of: stage.environment) where later.soakTime > 0 {
            guard self[later.environment].hold == nil, self[later.environment].pin == nil else { continue }
            switch standing(running, later) {
            // It soaks here, whatever else the later stage waits for.
            case .soaking, .upstream: break
            case .candidate, .past, .refused, .failed, .downgrade, .canary: continue
            }
            if case .until(let until) = soaked(running.id, in: stage.environment, for: later.soakTime) {
                return Waiting(
                    .soaking, "\(running.title) soaks here for \(later.environment) until \(GateKeeper.text(until)).",
                    until: until)
            }
        }
        return nil
    }
}
