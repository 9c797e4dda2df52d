import Foundation

/// What follows where a release that has landed is not proven live and verified.
extension Step {
    /// Stops the stage's promotion with its reason, and does what the configuration says of such failures.
    ///
    /// - Parameter isVerdict: whether it was found that something is wrong with what is declared, and not only that this
    ///   could not be found out.
    mutating func failLanded(_ environment: String, isVerdict: Bool = true, _ problem: Problem) {
        guard let promotion = self[environment].promotion else { return }
        fail(environment, problem)
        guard let stage = pipeline.stage(environment), let rule = machine.onFailure(in: stage) else { return }
        let what = "\(title(promotion.release)) failed: \(problem.summary)".oneLine(limit: 600)
        switch rule {
        case .hold: holdFailed(environment, promotion, what)
        case .rollback:
            switch rollbackTarget(promotion, stage, isVerdict: isVerdict) {
            case .release(let target): rollBack(stage, promotion, to: target, because: what)
            case .none(let why): holdFailed(environment, promotion, "\(what) It is not rolled back: \(why).")
            }
        }
    }

    private enum RollbackTarget {
        case release(Release)
        /// Why there is none, as a clause.
        case none(String)
    }

    /// The release that was verified last in the stage: never one that was not, and never out of a rollback.
    private func rollbackTarget(_ failed: Promotion, _ stage: Stage, isVerdict: Bool) -> RollbackTarget {
        let own = self[stage.environment]
        if failed.kind == .rollback { return .none("it was a rollback itself") }
        guard isVerdict else { return .none("nothing was found to be wrong with the release itself") }
        if let hold = own.hold { return .none("the stage is held by \(hold.by)") }
        if let pin = own.pin { return .none("the stage is pinned by \(pin.by)") }
        let verified = own.verifications.last { stretch in
            stretch.release != failed.release && !isRefused(stretch.release, in: stage.environment)
                && state.release(stretch.release) != nil
        }
        guard let release = verified.flatMap({ state.release($0.release) }) else {
            return .none("no other release is known that was verified here")
        }
        return .release(release)
    }

    /// A promotion like any other, through the gates that `protection.rollback` names; the stage is held from now on, and
    /// what it is rolled past is refused.
    private mutating func rollBack(_ stage: Stage, _ failed: Promotion, to target: Release, because what: String) {
        let environment = stage.environment
        refuse(past: target, from: failed.release, environment, by: "sluice", what)
        record(
            "rolledBack", environment, promotion: failed.id, release: failed.release,
            "Rolled back to \(target.title) by itself, as onFailure says. \(what)")
        begin(stage, target, kind: .rollback, by: "sluice")
        hold(environment, .rollback, by: "sluice", "Rolled back to \(target.title). \(what)")
    }

    /// Releases after `target`, up to and with the one that is left, do not come again by themselves.
    mutating func refuse(
        past target: Release, from left: ReleaseID?, _ environment: String, by user: String, _ reason: String
    ) {
        let past = left.flatMap(state.release)?.number ?? 0
        let now = now
        for release in state.releases
        where release.id != target.id
            && ((release.number > target.number && release.number <= past) || (user == "sluice" && release.id == left))
        {
            self[environment].refused.removeAll { $0.release == release.id }
            self[environment].refused.append(
                StageState.Refusal(release: release.id, by: user, at: now, reason: reason))
        }
    }

    /// Holds the stage with the newest reason; a person's own hold stands as it is.
    private mutating func holdFailed(_ environment: String, _ failed: Promotion, _ reason: String) {
        if let hold = self[environment].hold {
            guard hold.by == "sluice" else {
                return record("notHeld", environment, promotion: failed.id, release: failed.release, reason)
            }
            self[environment].hold = nil
            return self.hold(environment, hold.kind, by: "sluice", reason)
        }
        hold(environment, .failure, by: "sluice", reason)
    }
}

extension PipelineMachine {
    /// The environment's rule; where it has none, the stage's. Nil: the promotion has failed, and waits for a person.
    package func onFailure(in stage: Stage) -> FailureRule? {
        environments[stage.environment]?.onFailure ?? stage.onFailure
    }
}
