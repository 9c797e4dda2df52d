package import Foundation

/// What one promotion waits for before it is sent. Pure: the same arguments, the same answer; asked again at every send.
package struct GateKeeper: Sendable {
    package let environment: Environment
    package let stage: Stage
    /// The groups of each user.
    package let groups: [String: Set<String>]
    /// The addresses that each user writes commits with, in lower case.
    package let emails: [String: Set<String>]

    package init(
        environment: Environment, stage: Stage, groups: [String: Set<String>], emails: [String: Set<String>] = [:]
    ) {
        self.environment = environment
        self.stage = stage
        self.groups = groups
        self.emails = emails
    }

    /// Every gate that is closed for `promotion` now; empty when it may be sent.
    ///
    /// Upstream, soak and order are not asked here: they decide which release is promoted at all.
    package func closed(
        for promotion: Promotion, release: Release, in state: StageState, now: Date
    ) -> [Waiting] {
        var waiting: [Waiting] = []
        // A rollback goes on under the hold that it leaves, and one that a person asked for under any; a person's hold stops
        // what Sluice began by itself.
        if let hold = state.hold,
            promotion.kind != .rollback || (promotion.requestedBy == "sluice" && hold.by != "sluice")
        {
            waiting.append(Self.held(hold))
        }
        if let pin = state.pin, pin.release != promotion.release {
            waiting.append(Waiting(.pin, "Pinned to \(pin.release.short) by \(pin.by).", who: [pin.by]))
        }
        let rollback = promotion.kind == .rollback ? environment.protection.rollback : nil
        if rollback?.approvals ?? true {
            waiting += missingApprovals(for: promotion, release: release)
        }
        if rollback?.freezes ?? true {
            waiting += freezes(now: now)
        }
        if rollback?.windows ?? true {
            waiting += windows(now: now)
        }
        return waiting
    }

    package static func held(_ hold: StageState.Hold) -> Waiting {
        Waiting(.hold, "Held by \(hold.by): \(hold.reason)", who: [hold.by])
    }

    /// The rules of the environment and those that the pipeline adds.
    package var rules: [ApprovalRule] {
        environment.protection.approvalRules + stage.addedProtection.approvalRules
    }

    private var preventSelfApproval: Bool {
        environment.protection.preventSelfApproval || stage.addedProtection.preventSelfApproval
    }

    /// Whether `user` is named by `rule`, by name or by group.
    package func names(_ rule: ApprovalRule, user: String) -> Bool {
        rule.approvers.contains { approver in
            switch approver {
            case .user(let name): name == user
            case .group(let group): groups[user]?.contains(group) == true
            }
        }
    }

    /// Why `user` may not approve `promotion`, or nil when they may.
    package func refusal(of user: String, promotion: Promotion, release: Release) -> String? {
        guard rules.contains(where: { names($0, user: user) }) else {
            return "\(user) is an approver of no rule of \(environment.name)."
        }
        guard preventSelfApproval else { return nil }
        if promotion.requestedBy == user {
            return "\(user) asked for this promotion and may not approve it (preventSelfApproval)."
        }
        if release.artifacts.contains(where: { isAuthor(user, $0.author) }) {
            return "\(user) wrote the source revision and may not approve it (preventSelfApproval)."
        }
        return nil
    }

    /// Whether a user is among the authors, known as `Name <mail>` with commas between: by one of their addresses, or
    /// where the name, the whole address or its local part is the user's name.
    private func isAuthor(_ user: String, _ authors: String?) -> Bool {
        let name = user.lowercased()
        return (authors ?? "").lowercased().split(separator: ",").contains { author in
            let parts = author.split(separator: "<", maxSplits: 1)
            let words = parts.first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
            let mail = parts.count > 1 ? String(parts[1].prefix { $0 != ">" }) : words
            return words == name || mail == name || mail.prefix { $0 != "@" } == name
                || emails[user]?.contains(mail) == true
        }
    }

    /// How many valid approvals a rule has: different people, of exactly these edits, still entitled today.
    package func count(_ rule: ApprovalRule, promotion: Promotion, release: Release) -> Int {
        guard let hash = promotion.plan?.hash else { return 0 }
        let people = promotion.approvals.filter { approval in
            approval.planHash == hash && names(rule, user: approval.by)
                && refusal(of: approval.by, promotion: promotion, release: release) == nil
        }
        return Set(people.map(\.by)).count
    }

    private func missingApprovals(for promotion: Promotion, release: Release) -> [Waiting] {
        rules.compactMap { rule in
            let have = count(rule, promotion: promotion, release: release)
            guard have < rule.requiredApprovals else { return nil }
            let missing = rule.requiredApprovals - have
            return Waiting(
                .approval,
                "Rule \(rule.name) needs \(missing)\(have > 0 ? " more" : "") approval\(missing == 1 ? "" : "s") by "
                    + rule.approvers.map(\.description).joined(separator: " or ") + ".",
                who: rule.approvers.map(\.description))
        }
    }

    private func freezes(now: Date) -> [Waiting] {
        (environment.protection.freezePeriods + stage.addedProtection.freezePeriods).compactMap { freeze in
            guard let interval = freeze.interval, interval.holds(now) else { return nil }
            let reason = freeze.reason.map { " (\($0))" } ?? ""
            return Waiting(.freeze, "Frozen until \(Self.text(interval.end))\(reason).", until: interval.end)
        }
    }

    private func windows(now: Date) -> [Waiting] {
        [environment.protection.promotionWindows, stage.addedProtection.promotionWindows].compactMap { windows in
            guard !windows.isEmpty else { return nil }
            let intervals = windows.compactMap { $0.interval(atOrAfter: now) }
            if intervals.contains(where: { $0.holds(now) }) { return nil }
            guard let next = intervals.map(\.start).min() else {
                return Waiting(.window, "No promotion window opens within a year.")
            }
            return Waiting(.window, "Outside the promotion windows; the next opens \(Self.text(next)).", until: next)
        }
    }

    /// UTC, to the minute.
    package static func text(_ date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day().dateSeparator(.dash).dateTimeSeparator(.space).time(
                includingFractionalSeconds: false
            ).timeSeparator(.colon)) + " UTC"
    }
}
