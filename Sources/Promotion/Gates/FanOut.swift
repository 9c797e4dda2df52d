/// What keeps one member of a group of stages waiting for the others. Pure.
///
/// Canaries come first: a release that is not verified in each of them is for no other member (`Step.standing`); here it is
/// only asked whether one has turned its back on it since. Nothing of this delays a rollback.
struct FanOut {
    let group: StageGroup
    let pipeline: String
    let state: PipelineState

    /// The gates that the other members close for a member's promotion.
    func closed(for promotion: Promotion, in environment: String) -> [Waiting] {
        guard promotion.kind != .rollback else { return [] }
        if let stopped = stopped(promotion.release, except: environment) { return [stopped] }
        return [canary(promotion.release, environment), turn(promotion, environment)].compactMap { $0 }
    }

    /// Whether something may change in a member at this moment, or has changed and is not proven good or bad yet.
    func isOnItsWay(_ member: String) -> Bool {
        guard let stage = state.stages[member], let promotion = stage.promotion else { return false }
        switch promotion.state {
        case .sending, .merging, .landed, .deploying, .verifying: return true
        // Its host merges it by itself, at any moment.
        case .proposed: return stage.proposal.map { $0.promotion == promotion.id && $0.queued != nil } ?? false
        case .planning, .waiting, .proposing, .ended: return false
        }
    }

    /// Why a member counts as one in which a release failed, if it does.
    func failure(of release: ReleaseID, in member: String) -> String? {
        guard let stage = state.stages[member] else { return nil }
        if let failure = stage.failures?.last(where: { $0.release == release }) { return failure.reason }
        // Of what the database knew before it was lost, only the hold is left of a rollback.
        if let hold = stage.hold, hold.kind == .rollback, hold.by == "sluice",
            let running = stage.current?.release.flatMap(state.release), let release = state.release(release),
            release.foundIn != nil, release.number > running.number,
            !stage.refused.contains(where: { $0.release == release.id })
        {
            return hold.reason
        }
        return nil
    }

    private func stopped(_ release: ReleaseID, except environment: String) -> Waiting? {
        guard group.stopsOnFailure else { return nil }
        let failed = group.members.compactMap { member in
            member == environment ? nil : failure(of: release, in: member).map { (member: member, reason: $0) }
        }
        guard let first = failed.first else { return nil }
        let others = failed.count > 1 ? " (as \(failed.dropFirst().map(\.member).joined(separator: ", ")) did)" : ""
        return Waiting(
            .stopped,
            "Stopped: \(first.member)\(others) failed with \(title(release)): \(first.reason.sentence) "
                + remedy(release, in: first.member))
    }

    /// What a person can do about a failure that stops the others.
    private func remedy(_ release: ReleaseID, in member: String) -> String {
        let stage = "\(pipeline)/\(member)"
        let own = state.stages[member]
        let isThere = own?.promotion?.release == release
        if isThere, own?.promotion?.hasFailed == false, own?.hold == nil { return "It is tried there again." }
        let again =
            isThere && own?.promotion?.hasFailed == true
            ? "`sluice retry \(stage)` tries"
            : (own?.hold == nil ? "" : "`sluice resume \(stage)` and ")
                + "`sluice promote \(stage) --release \(title(release))` try"
        // Without a canary nobody goes on.
        let without = group.canaries.contains(member) ? "" : ", `sluice reject \(stage)` goes on without it"
        return "\(again) it there again\(without); or promote a newer release."
    }

    /// A release that was verified here before needs no canary.
    private func canary(_ release: ReleaseID, _ environment: String) -> Waiting? {
        guard !group.canaries.contains(environment), !isVerified(release, in: environment) else { return nil }
        guard let canary = group.canaries.first(where: { !hasPassed(release, canary: $0) }) else { return nil }
        return Waiting(.canary, "The canary \(canary) \(whyNot(release, canary: canary)).")
    }

    /// Whether a canary has verified a release, and nobody has turned it away there since.
    func hasPassed(_ release: ReleaseID, canary: String) -> Bool {
        isVerified(release, in: canary)
            && state.stages[canary]?.refused.contains { $0.release == release } != true
    }

    private func isVerified(_ release: ReleaseID, in member: String) -> Bool {
        state.stages[member]?.verifications.contains { $0.release == release } ?? false
    }

    private func whyNot(_ release: ReleaseID, canary: String) -> String {
        if let refusal = state.stages[canary]?.refused.last(where: { $0.release == release }) {
            return "does not have \(title(release)) any more: refused there by \(refusal.by), \(refusal.reason)"
        }
        return "has not verified \(title(release))"
    }

    /// Places are given in the order of the members: one that is being planned keeps its own, lest it depended on whose edits
    /// are made first who goes first.
    private func turn(_ promotion: Promotion, _ environment: String) -> Waiting? {
        guard let limit = group.maxParallel else { return nil }
        var taken = group.members.count { $0 != environment && isOnItsWay($0) }
        if !isOnItsWay(environment) { taken += group.members.prefix { $0 != environment }.count(where: isBeingPlanned) }
        guard taken >= limit else { return nil }
        // Who is on its way is not told: this sentence stands on every open merge request of the group.
        return Waiting(
            .turn, "Waits for its turn: \(group.name) goes \(limit) at a time, and as many are on their way.")
    }

    /// Whether a member's edits are being made, and nothing is known that keeps it from going on then.
    private func isBeingPlanned(_ member: String) -> Bool {
        guard let stage = state.stages[member], let promotion = stage.promotion, promotion.kind != .rollback else {
            return false
        }
        return promotion.state == .planning && promotion.retry == nil && stage.hold == nil
    }

    private func title(_ release: ReleaseID) -> String { state.release(release)?.title ?? release.short }
}

extension String {
    /// With a full stop, where it does not end a sentence already.
    fileprivate var sentence: String { hasSuffix(".") || hasSuffix("!") || hasSuffix("?") ? self : self + "." }
}
