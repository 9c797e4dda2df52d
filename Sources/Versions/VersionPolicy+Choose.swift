package import struct Foundation.Date

extension VersionPolicy {
    /// The best tag that is old enough, from a ranking that this policy made.
    ///
    /// Walks from the best down. Under `minimumAge` a tag's age runs from the later of its created time and its first
    /// sight, of which `details` tells what the list did not; a tag that was never seen before is seen now.
    /// Under `newestBuild` a tag whose created time another one shares is never chosen, unless both are known to name the
    /// same digest: then they are one build under two names, and the better ranked name stands for it.
    ///
    /// `details`: what is known of the tag of that name; nil: no more than the ranking holds. It is asked of the
    /// tags that are walked over, and under `newestBuild` of the equals of the one that is found.
    package func choose(
        from ranking: Ranking, now: Date, details: (String) -> ObservedTag? = { _ in nil }
    ) -> Choice {
        var tooYoung: [TooYoungTag] = []
        for ranked in ranking.admitted {
            let tag = details(ranked.tag.name) ?? ranked.tag
            if let until = youth(of: tag, now: now) {
                tooYoung.append(TooYoungTag(tag: tag, until: until))
                continue
            }
            let refusal = equalBuilds(as: ranked.tag, in: ranking, details: details)
            return Choice(outcome: refusal.map { .none($0) } ?? .chosen(tag), tooYoung: tooYoung)
        }
        return Choice(outcome: .none(noChoice(from: ranking, tooYoung: tooYoung)), tooYoung: tooYoung)
    }

    /// What `choose(from:)` says of the ranking of these tags, in linear time where only the best can be chosen.
    package func choose(
        among tags: [ObservedTag], now: Date, details: (String) -> ObservedTag? = { _ in nil }
    ) -> Choice {
        // Unless the best is passed over, or has to be compared with its equals, the others are of no interest.
        let onlyBest = minimumAge <= 0 && rule != .newestBuild
        return choose(from: rank(tags, onlyBest: onlyBest), now: now, details: details)
    }

    /// Until when a tag is too young; nil when it is old enough.
    private func youth(of tag: ObservedTag, now: Date) -> Date? {
        if minimumAge <= 0 { return nil }
        let firstSeen = tag.firstSeen ?? now
        let until = max(tag.created ?? firstSeen, firstSeen).addingTimeInterval(minimumAge)
        return now >= until ? nil : until
    }

    /// Why a tag cannot be called the newest build; nil when it can.
    private func equalBuilds(
        as tag: ObservedTag, in ranking: Ranking, details: (String) -> ObservedTag?
    ) -> NoChoice? {
        guard rule == .newestBuild, let created = tag.created else { return nil }
        // Among them may be tags that were passed over as too young.
        let equals = ranking.admitted.map(\.tag).filter { $0.created == created }
        let digests = Set(equals.map { (details($0.name) ?? $0).digest })
        if equals.count == 1 || digests.count == 1 && digests != [nil] { return nil }
        return .equalBuilds(created: created, names: equals.prefix(3).map(\.name), count: equals.count)
    }

    private func noChoice(from ranking: Ranking, tooYoung: [TooYoungTag]) -> NoChoice {
        if let until = tooYoung.map(\.until).min() { return .allTooYoung(until: until) }
        return ranking.skipped.isEmpty ? .noTags : .noneAdmitted(skipped: ranking.skipped.count)
    }
}
