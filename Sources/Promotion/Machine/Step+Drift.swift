import Foundation

/// Changes of declared values that are none of Sluice's own.
extension Step {
    /// A person or another program changed a value.
    mutating func takeDrift(_ declared: DeclaredState, from current: CurrentVersion, _ stage: Stage) {
        let environment = stage.environment
        let rule = machine.environments[environment]?.drift ?? .hold
        let changes = Self.changes(from: current.declared, to: declared.values)
        let who = declared.writer.map { " (\($0.words))" } ?? ""
        let message = (changes.isEmpty ? "other values are declared" : changes.joined(separator: "; ")) + "\(who)."
        closeVerification(environment)
        var next = version(declared, stage)
        let known = state.releases.last { declares(declared, $0, stage) }
        next.release = known?.id
        self[environment].current = next
        takeLastPromotion(of: declared, environment)
        switch self[environment].promotion?.state {
        case .planning, .waiting, .proposed: replan(environment)
        // The merge is refused where it meets what was changed; else it is read back.
        case .proposing, .merging: break
        case .sending, .landed, .deploying, .verifying: self[environment].promotion = nil
        case .ended, nil: break
        }
        record("drifted", environment, commit: declared.tip, message)
        notify(.drift, environment, message)
        if rule != .hold, let verdict = contest(declared, from: current, environment) {
            let reason = Self.sentence(verdict, rule, changes)
            self[environment].drift = StageState.Drift(at: now, commit: declared.tip, message: reason)
            return hold(environment, .drift, by: "sluice", reason)
        }
        switch rule {
        case .hold:
            self[environment].drift = StageState.Drift(at: now, commit: declared.tip, message: message)
            hold(environment, .drift, by: "sluice", "Changed by hand: \(message) Resume to let releases flow on.")
        case .adopt:
            break
        case .restore:
            // The last promotion's release is begun again, as an edit like any other: its gates apply. What a person
            // asked for and waits is planned on what is there now, and restores or replaces it by itself.
            if let promotion = self[environment].promotion, promotion.isUnsent, promotion.kind != .automatic { break }
            if let last = current.release.flatMap(state.release) {
                begin(stage, last, kind: .requested, by: "sluice")
            }
        }
    }

    /// Remembers the change among those since a release was promoted here; a verdict where they do not end.
    private mutating func contest(
        _ declared: DeclaredState, from current: CurrentVersion, _ environment: String
    ) -> Contest.Verdict? {
        var contest = self[environment].contest ?? Contest(over: current.release)
        let verdict = contest.add(from: current.declared, to: declared.values, by: declared.writer?.name, at: now)
        self[environment].contest = contest
        return verdict
    }

    /// Another release has landed: what was written over the one before does not count any more.
    mutating func settleContest(_ environment: String, landed release: ReleaseID) {
        guard let contest = self[environment].contest, contest.release != release else { return }
        self[environment].contest = nil
    }

    private static func sentence(_ verdict: Contest.Verdict, _ rule: DriftRule, _ changes: [String]) -> String {
        let what = changes.prefix(3).joined(separator: "; ")
        let undone = rule == .restore ? "It is not written back any more." : "It is left as it is."
        let remedy =
            "Have only one of the two write there: stop the other, or remove these edits; then resume the stage."
        switch verdict {
        case .pingPong(let times, let since, let people):
            return "Two writers contend: \(what). These two values have changed places \(times) times since "
                + "\(GateKeeper.text(since)); the other one is written by \(names(people)). \(undone) \(remedy)"
        case .unrest(let times, let since, let people):
            return "Somebody writes over Sluice again and again: \(what), the last of \(times) changes since "
                + "\(GateKeeper.text(since)), by \(names(people)). \(undone) \(remedy)"
        }
    }

    private static func names(_ people: [String]) -> String {
        people.isEmpty ? "somebody that Git did not tell" : people.joined(separator: ", ")
    }

    /// One clause for each value that is another one.
    private static func changes(from old: [DeclaredValue], to new: [DeclaredValue]) -> [String] {
        let before = Dictionary(old.map { ("\($0.file) \($0.place)", $0.value) }, uniquingKeysWith: { $1 })
        return new.compactMap { value -> String? in
            let name = "\(value.file) \(value.place)"
            guard before[name] != value.value else { return nil }
            return "\(name) is \(value.value), was \(before[name] ?? "absent")"
        }
    }
}
