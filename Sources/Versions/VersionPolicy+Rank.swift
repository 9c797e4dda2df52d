extension VersionPolicy {
    /// Ranks the tags, best first, and says of every other tag why it is skipped.
    ///
    /// Equals are ranked the same way each time, whatever order they come in:
    /// - `semver`: versions of the same precedence (`1.2.0`, `v1.2.0`, `1.2`, `1.2.0+build`) go by how many numbers they
    ///   state, three first, for a tag such as `1.2` is one that moves. Build metadata has no say;
    /// - every rule: then the shorter name goes first, then the one whose bytes come first.
    ///
    /// Under `newestBuild` that decides the order of the list only: `choose` never picks among equals.
    package func rank(_ tags: [ObservedTag]) -> Ranking {
        rank(tags, onlyBest: false)
    }

    /// With `onlyBest` the ranking holds no admitted tag but the best, which takes linear time.
    func rank(_ tags: [ObservedTag], onlyBest: Bool) -> Ranking {
        switch rule {
        case .semver(let range, let preReleases):
            rank(tags, onlyBest) { _, value throws(SkipReason) in
                try range.admit(SemanticVersion(value: value), preReleases: preReleases)
            }
        case .numerical(let order):
            rank(tags, onlyBest, order) { _, value throws(SkipReason) in try ExactDecimal(value: value) }
        case .alphabetical(let order):
            rank(tags, onlyBest, order) { _, value in ByteOrderKey(text: value) }
        case .newestBuild:
            rank(tags, onlyBest) { tag, _ throws(SkipReason) in try CreatedKey(of: tag) }
        case .digest(let wanted):
            rank(tags, onlyBest) { tag, value throws(SkipReason) in
                if tag.name != wanted { throw .anotherTag(wanted: wanted) }
                return ByteOrderKey(text: value)
            }
        }
    }

    private func rank<Key: RankKey>(
        _ tags: [ObservedTag], _ onlyBest: Bool, _ order: Order = .asc,
        reading read: (ObservedTag, String) throws(SkipReason) -> Key
    ) -> Ranking {
        var candidates = Candidates<Key>(of: tags, order: order)
        var values: [Int: String] = [:]
        var skips: [Ranking.Skip] = []
        for (index, tag) in tags.enumerated() {
            do throws(SkipReason) {
                try admit(tag.name)
                let value = try value(of: tag.name)
                candidates.add(try read(tag, value), at: index)
                if extract != nil { values[index] = value }
            } catch {
                skips.append(Ranking.Skip(index: index, reason: error))
            }
        }
        let best = onlyBest ? candidates.best.map { [$0] } ?? [] : candidates.ranked
        return Ranking(of: tags, best: best, values: values, skips: skips)
    }
}

extension SemanticRange {
    /// Answers the version when the range admits it, and throws why not.
    fileprivate func admit(
        _ version: SemanticVersion, preReleases: Bool
    ) throws(SkipReason) -> SemanticVersion {
        if admits(version, preReleases: preReleases) { return version }
        let isHidden = !version.preRelease.isEmpty && admits(version, preReleases: true)
        throw isHidden ? .preRelease(self) : .outsideRange(self)
    }
}
