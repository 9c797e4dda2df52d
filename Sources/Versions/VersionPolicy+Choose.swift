package import struct Foundation.Date

extension VersionPolicy {
    /// The best tag that is old enough, from a ranking that this policy made.
    ///
    /// Walks from the best down. Under `minimumAge` a tag's age runs from the later of its created time and its first
    /// sight, of which `details` tells what the list did not; a tag that was never seen before is seen now.
    /// Under `newestBuild` a tag whose created time another one shares is never chosen, unless both are known to name the
    /// same digest: then they are one build under two names, and the better ranked name stands for it.
    ///
    /// `details`: what is known of the tag of that name; nil: no more than the ranking holds. It is asked for the tags
    /// that are walked over only.
    package func choose(
        from ranking: Ranking, now: Date, details: (String) -> ObservedTag? = { _ in nil }
    ) -> Choice {
        var tooYoung: [TooYoungTag] = []
        for (index, ranked) in ranking.admitted.enumerated() {
            let tag = details(ranked.tag.name) ?? ranked.tag
            if let until = youth(of: tag, now: now) {
                tooYoung.append(TooYoungTag(tag: tag, until: until))
                continue
            }
            let refusal = rule == .newestBuild ? equalBuilds(at: index, in: ranking.admitted, details: details) : nil
            return Choice(outcome: refusal.map { .none($0) } ?? .chosen(tag), tooYoung: tooYoung)
        }
        return Choice(outcome: .none(noChoice(from: ranking, tooYoung: tooYoung)), tooYoung: tooYoung)
    }

    /// Until when a tag is too young; nil when it is old enough.
    private func youth(of tag: ObservedTag, now: Date) -> Date? {
        if minimumAge <= 0 { return nil }
        let firstSeen = tag.firstSeen ?? now
        let until = max(tag.created ?? firstSeen, firstSeen).addingTimeInterval(minimumAge)
        return now >= until ? nil : until
    }

    private func equalBuilds(
        at index: Int, in admitted: [RankedTag], details: (String) -> ObservedTag?
    ) -> NoChoice? {
        guard let created = admitted[index].tag.created else { return nil }
        // Equals stand next to each other, and some of them may have been passed over as too young.
        let equals =
            admitted[..<index].reversed().prefix { $0.tag.created == created }.reversed()
            + admitted[index...].prefix { $0.tag.created == created }
        let digests = Set(equals.map { (details($0.tag.name) ?? $0.tag).digest })
        if equals.count == 1 || digests.count == 1 && digests != [nil] { return nil }
        return .equalBuilds(created: created, names: equals.prefix(3).map(\.tag.name), count: equals.count)
    }

    private func noChoice(from ranking: Ranking, tooYoung: [TooYoungTag]) -> NoChoice {
        if let until = tooYoung.map(\.until).min() { return .allTooYoung(until: until) }
        return ranking.skipped.isEmpty ? .noTags : .noneAdmitted(skipped: ranking.skipped.count)
    }
}
