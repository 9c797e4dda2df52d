import Foundation

/// What is live is looked at after it was verified, for as long as it is the stage's current release.
extension Step {
    /// How long something has to be seen as wrong, at every look, until it counts.
    private static let confirmation: TimeInterval = 60
    /// How often a drift is healed within a day, and how long after each time the next one waits.
    static let healingPauses: [TimeInterval] = [0, 60, 300, 900, 3600]
    private static let day: TimeInterval = 86_400
    /// How soon what was asked for is looked at again.
    private static let soon: TimeInterval = 15

    private func sight(_ environment: String) -> (sight: LiveSight, interval: TimeInterval)? {
        machine.environments[environment]?.liveSight
    }

    /// The stage's watch begins, ends, and begins what is due of it.
    mutating func settleWatch(_ stage: Stage) {
        let environment = stage.environment
        guard let (sight, interval) = sight(environment), let current = self[environment].current,
            current.verifiedAt != nil, current.promotion != nil, current.release.flatMap(state.release) != nil
        else { return endWatch(environment) }
        let now = now
        if self[environment].watch?.commit != current.commit {
            self[environment].watch = LiveWatch(commit: current.commit, since: now, next: later(interval, environment))
        }
        giveUpOverdue(environment)
        guard let watch = self[environment].watch, watch.act == nil,
            self[environment].promotion?.isUnderWay != true
        else { return }
        if mayHeal(watch, environment) { return beginAct(.heal, environment) }
        if case .runs = sight, watch.pace.next <= now { beginAct(.plan, environment) }
    }

    private mutating func endWatch(_ environment: String) {
        guard let watch = state.stages[environment]?.watch else { return }
        // Nobody looks any more, so that nothing is known against it any more.
        if let current = self[environment].current, watch.commit == current.commit, current.verifiedAt != nil {
            endDrift(environment, "nobody looks any more at what is live")
        }
        self[environment].watch = nil
    }

    /// After a restart, or under other definitions, looks are spread over the first minutes.
    mutating func spreadWatch(_ environment: String) {
        guard let next = state.stages[environment]?.watch?.pace.next, let (_, interval) = sight(environment),
            next <= now || next > now.addingTimeInterval(interval * 1.1)
        else { return }
        let first = now.addingTimeInterval(min(interval, 300) * share(environment))
        self[environment].watch?.pace.next = first
    }

    /// 0…1, another one for each stage and time.
    private func share(_ environment: String) -> Double {
        let words = ["watch", pipeline.name, environment, String(Int(now.timeIntervalSince1970))]
        return Double(UInt32(stableHash(words).prefix(8), radix: 16) ?? 0) / Double(UInt32.max)
    }

    /// Between 90 % and 110 % of the interval from now, so that stages that began together drift apart.
    private func later(_ interval: TimeInterval, _ environment: String) -> Date {
        now.addingTimeInterval(interval * (0.9 + 0.2 * share(environment)))
    }

    // MARK: Calls

    /// The call that is to be made about the stage's release, now or at its time; nil for none.
    func liveCall(_ environment: String) -> LiveCall? {
        guard let stage = state.stages[environment], let watch = stage.watch, let current = stage.current,
            watch.commit == current.commit, let promotion = current.promotion, current.release != nil,
            stage.promotion?.isUnderWay != true, let sight = sight(environment)?.sight
        else { return nil }
        if let act = watch.act {
            let id = PromotionID(
                hex: stableHash([
                    act.kind.rawValue, promotion.hex, "\(Timestamp(watch.since))", String(act.number),
                ]))
            return LiveCall(kind: act.kind, id: id, revision: act.revision, receipt: act.receipt)
        }
        guard sight == .looks else { return nil }
        return LiveCall(kind: nil, id: promotion, revision: current.commit, receipt: HandOffReceipt(""))
    }

    var watchWork: [Work] {
        pipeline.stages.compactMap { stage in
            guard let next = state.stages[stage.environment]?.watch?.pace.next, next <= now else { return nil }
            return liveCall(stage.environment).map { .watch(environment: stage.environment, $0) }
        }
    }

    /// When the stage's watch goes on.
    func watchWake(_ stage: Stage) -> [Date] {
        guard let watch = state.stages[stage.environment]?.watch else { return [] }
        var times = [watch.pace.next]
        if let act = watch.act, let environment = machine.environments[stage.environment] {
            times.append(act.began.addingTimeInterval(environment.liveDeadline))
        }
        if watch.act == nil, watch.drift?.isFresh == true, let due = healingDue(watch) { times.append(due) }
        return times
    }

    mutating func takeWatched(_ outcome: LiveOutcome, of call: LiveCall, _ environment: String) {
        guard pipeline.stage(environment) != nil, liveCall(environment) == call,
            let (sight, interval) = sight(environment)
        else { return }
        let now = now
        let next = later(interval, environment)
        self[environment].watch?.pace.next = next
        switch outcome {
        case .failed(let problem): takeLiveProblem(problem, call, interval, environment)
        case .asked(let receipt):
            self[environment].watch?.pace.failures = 0
            self[environment].watch?.act?.receipt = receipt
            self[environment].watch?.pace.next = now.addingTimeInterval(5)
            if let settled = receipt.settled { takeAct(settled, sight, environment) }
        case .seen(let observation):
            self[environment].watch?.pace.failures = 0
            if call.kind == nil { takeLook(observation, environment) } else { takeAct(observation, sight, environment) }
        }
    }

    /// That nobody could be asked says nothing of what is live.
    private mutating func takeLiveProblem(
        _ problem: Problem, _ call: LiveCall, _ interval: TimeInterval, _ environment: String
    ) {
        guard problem.isTransient else {
            if call.kind != nil { return endAct(environment, failed: problem) }
            self[environment].watch?.problem = problem
            return
        }
        let failures = (self[environment].watch?.pace.failures ?? 0) + 1
        self[environment].watch?.pace.failures = failures
        let again = BackOff.next(problem, attempts: failures, key: call.id.hex, now: now)
        // A look is not more urgent for having failed.
        let next = call.kind == nil ? max(again, later(interval, environment)) : again
        self[environment].watch?.pace.next = next
    }

    // MARK: Looks

    private mutating func takeLook(_ observation: Observation, _ environment: String) {
        let now = now
        self[environment].watch?.problem = nil
        switch observation {
        case .live(let commit, _): takeHealthy(at: commit, environment)
        case .degraded(let reason), .failed(let reason):
            let wrong = self[environment].watch?.doubt?.wrongSince ?? now
            let isSure = now.timeIntervalSince(wrong) >= Self.confirmation
            if isSure || self[environment].watch?.drift != nil { return diverge(reason, environment) }
            let since = self[environment].watch?.doubt?.since ?? now
            self[environment].watch?.doubt = LiveWatch.Doubt(since: since, wrongSince: wrong)
            let next = self[environment].watch?.pace.next ?? now
            let soon = min(next, now.addingTimeInterval(Self.confirmation))
            self[environment].watch?.pace.next = soon
        case .waiting(let reason), .progressing(let reason):
            // It may be on its way, for as long as a hand-off may.
            let since = self[environment].watch?.doubt?.since ?? now
            let deadline = machine.environments[environment]?.liveDeadline ?? 0
            guard self[environment].watch?.drift == nil else { return }
            if now.timeIntervalSince(since) >= deadline { return diverge(reason, environment) }
            self[environment].watch?.doubt = LiveWatch.Doubt(since: since)
        }
    }

    private mutating func takeHealthy(at commit: CommitID, _ environment: String) {
        self[environment].watch?.pace.liveAt = commit
        self[environment].watch?.doubt = nil
        self[environment].watch?.problem = nil
        endDrift(environment, "it is as it is declared again")
    }

    /// What is live is not as declared: told once, and the release is verified here no longer.
    private mutating func diverge(_ words: String, _ environment: String) {
        let reason = words.oneLine(limit: 400)
        let now = now
        self[environment].watch?.doubt = nil
        if let drift = self[environment].watch?.drift {
            self[environment].watch?.drift = LiveWatch.Drift(since: drift.since, reason: reason)
            return giveUpHealing(environment)
        }
        self[environment].watch?.drift = LiveWatch.Drift(since: now, reason: reason)
        closeVerification(environment)
        let current = self[environment].current
        let message = "\(name(environment)) is not live as it is declared: \(reason)."
        record(
            "diverged", environment, promotion: current?.promotion, release: current?.release, commit: current?.commit,
            message)
        // What comes and goes is told no more than once an hour; the audit log has it all.
        if let told = self[environment].watch?.toldAt, now.timeIntervalSince(told) < 3600 { return }
        self[environment].watch?.toldAt = now
        notify(.drift, environment, promotion: current?.promotion, release: current?.release, message)
    }

    /// It counts as verified again from now on: a soak begins anew.
    private mutating func endDrift(_ environment: String, _ why: String) {
        guard let drift = self[environment].watch?.drift, let current = self[environment].current,
            let release = current.release
        else { return }
        self[environment].watch?.drift = nil
        self[environment].watch?.gaveUp = false
        let stretch = StageState.Verification(release: release, from: now, until: nil)
        self[environment].remember(stretch)
        record(
            "recovered", environment, promotion: current.promotion, release: release, commit: current.commit,
            "\(name(environment)) was not live as declared since \(GateKeeper.text(drift.since)); \(why).")
    }

    // MARK: Acts

    private mutating func beginAct(_ kind: LiveWatch.Act.Kind, _ environment: String) {
        guard let watch = self[environment].watch else { return }
        let now = now
        let revision = kind == .heal ? watch.pace.liveAt ?? watch.commit : watch.commit
        self[environment].watch?.acts += 1
        self[environment].watch?.act = LiveWatch.Act(
            kind: kind, number: watch.acts + 1, revision: revision, began: now)
        self[environment].watch?.pace.next = now
        self[environment].watch?.pace.failures = 0
        guard kind == .heal else { return }
        self[environment].watch?.drift?.isFresh = false
        let heals = recentHeals(watch) + [now]
        self[environment].watch?.heals = heals
        let current = self[environment].current
        record(
            "healing", environment, promotion: current?.promotion, release: current?.release, commit: revision,
            "The reconciler is asked for \(revision.short) again, for the \(ordinal(heals.count)) time within a day: "
                + "\(watch.drift?.reason ?? "").")
    }

    /// What a healing hand-off, or a run that only plans, shows.
    private mutating func takeAct(_ observation: Observation, _ sight: LiveSight, _ environment: String) {
        guard let act = self[environment].watch?.act else { return }
        let now = now
        switch (act.kind, observation) {
        case (.plan, .live(let commit, _)):
            self[environment].watch?.act = nil
            takeHealthy(at: commit, environment)
        case (.plan, .degraded(let reason)):
            self[environment].watch?.act = nil
            self[environment].watch?.problem = nil
            diverge(reason, environment)
        case (.heal, .live(let commit, _)):
            self[environment].watch?.act = nil
            if sight == .looks { return takeHealthy(at: commit, environment) }
            // Only the next plan tells whether that has helped.
            self[environment].watch?.pace.next = now
        case (_, .failed(let reason)):
            let what = act.kind == .plan ? "A run that only plans" : "Healing"
            endAct(environment, failed: .permanent("\(what) failed: \(reason.oneLine(limit: 400))."))
        case (_, .waiting(let reason)), (_, .progressing(let reason)), (.heal, .degraded(let reason)):
            self[environment].watch?.act?.seen = reason.oneLine(limit: 300)
            self[environment].watch?.pace.next = now.addingTimeInterval(Self.soon)
        }
    }

    private mutating func giveUpOverdue(_ environment: String) {
        guard let act = self[environment].watch?.act, let deadline = machine.environments[environment]?.liveDeadline,
            now.timeIntervalSince(act.began) >= deadline
        else { return }
        let what = act.kind == .plan ? "A run that only plans" : "Healing"
        let seen = act.seen.map { ": \($0)" } ?? ""
        endAct(environment, failed: .permanent("\(what) has not ended within \(Int(deadline)) s\(seen)."))
    }

    private mutating func endAct(_ environment: String, failed problem: Problem) {
        guard let act = self[environment].watch?.act, let (_, interval) = sight(environment) else { return }
        let current = self[environment].current
        self[environment].watch?.act = nil
        let next = later(interval, environment)
        self[environment].watch?.pace.next = next
        // What healing failed of is seen by the look that follows; a plan that says nothing is all that there is.
        if act.kind == .plan {
            self[environment].watch?.problem = problem
        } else {
            let soon = now.addingTimeInterval(Self.confirmation)
            self[environment].watch?.pace.next = min(next, soon)
        }
        record(
            act.kind == .plan ? "planFailed" : "healFailed", environment, promotion: current?.promotion,
            release: current?.release, commit: act.revision, problem.description)
    }

    // MARK: Healing

    private func recentHeals(_ watch: LiveWatch) -> [Date] {
        watch.heals.filter { now.timeIntervalSince($0) < Self.day }
    }

    /// When the next attempt may begin; nil where there were as many as may be.
    private func healingDue(_ watch: LiveWatch) -> Date? {
        let heals = recentHeals(watch)
        guard heals.count < Self.healingPauses.count else { return nil }
        return heals.last?.addingTimeInterval(Self.healingPauses[heals.count]) ?? now
    }

    /// Whoever holds a stage has nothing changed there.
    private func mayHeal(_ watch: LiveWatch, _ environment: String) -> Bool {
        guard machine.environments[environment]?.liveDrift.action == .heal, watch.drift?.isFresh == true,
            self[environment].hold == nil
        else { return false }
        return healingDue(watch).map { $0 <= now } ?? false
    }

    private mutating func giveUpHealing(_ environment: String) {
        guard let watch = self[environment].watch, let drift = watch.drift, !watch.gaveUp,
            machine.environments[environment]?.liveDrift.action == .heal, healingDue(watch) == nil
        else { return }
        self[environment].watch?.gaveUp = true
        let current = self[environment].current
        let message =
            "\(name(environment)) is still not live as it is declared, though the reconciler was asked for it "
            + "\(Self.healingPauses.count) times within a day: \(drift.reason). It is not asked again by itself until "
            + "those are a day old."
        record(
            "healingGivenUp", environment, promotion: current?.promotion, release: current?.release,
            commit: current?.commit, message)
        notify(.drift, environment, promotion: current?.promotion, release: current?.release, message)
    }

    private func ordinal(_ number: Int) -> String {
        switch number {
        case 1: "1st"
        case 2: "2nd"
        case 3: "3rd"
        default: "\(number)th"
        }
    }

    private func name(_ environment: String) -> String {
        self[environment].current?.release.map(title) ?? "The release"
    }
}

/// What is told of it.
extension Step {
    /// The release's present stage before `stage`, if what is live there is not as it is declared. A release that was verified
    /// here before does not wait for that, nor does a rollback.
    func driftedUpstream(_ stage: Stage, _ promotion: Promotion) -> Waiting? {
        guard promotion.kind != .rollback,
            state.stages[stage.environment]?.verifications.contains(where: { $0.release == promotion.release }) != true
        else { return nil }
        return stage.after.lazy.compactMap { drifted(promotion.release, in: $0) }.first
    }

    /// Why a release does not flow on from a stage where it runs; nil where nothing is known against it.
    func drifted(_ release: ReleaseID, in environment: String) -> Waiting? {
        guard let stage = state.stages[environment], stage.current?.release == release, let drift = stage.watch?.drift
        else { return nil }
        return Waiting(
            .drift,
            "\(title(release)) is not live in \(environment) as it is declared: \(drift.reason). It flows on once it is "
                + "again.")
    }

    /// What is wrong now with what is live, and what is done about it.
    func describeWatch(_ stage: Stage, _ status: inout StageStatus) {
        guard let watch = state.stages[stage.environment]?.watch, let name = status.current?.title else { return }
        if let drift = watch.drift {
            let since = GateKeeper.text(drift.since)
            var sentence = "\(name) is not live as it is declared since \(since): \(drift.reason)."
            if watch.act?.kind == .heal {
                sentence += " The reconciler was asked for it again."
            } else if watch.gaveUp {
                sentence += " Healing has not helped."
            }
            status.waiting.insert(Waiting(.drift, sentence), at: 0)
            if status.phase == .settled {
                status.phase = .drifted
                status.why = sentence
            }
        }
        if let problem = watch.problem {
            status.waiting.append(Waiting(.reconciler, "What is live cannot be seen: \(problem.description)"))
        }
    }
}
