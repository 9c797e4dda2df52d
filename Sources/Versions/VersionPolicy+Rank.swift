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
        switch rule {
        case .semver(let range, let preReleases):
            var keys = SemanticRankKeys()
            return rank(tags) { _, value throws(SkipReason) in
                keys.key(for: try range.admit(SemanticVersion(value: value), preReleases: preReleases))
            } by: {
                keys.precedence(of: $0, over: $1)
            }
        case .numerical(let order):
            return rank(tags) { _, value throws(SkipReason) in
                try ExactDecimal(value: value)
            } by: {
                order.directed($0.precedence(over: $1))
            }
        case .alphabetical(let order):
            return rank(tags) { _, value in
                value
            } by: {
                order.directed(Precedence(ofBytes: $0, over: $1))
            }
        case .newestBuild:
            return rank(tags) { tag, _ throws(SkipReason) in
                guard let created = tag.created else { throw .noCreatedTime }
                return created
            } by: {
                Precedence(of: $0, over: $1)
            }
        case .digest(let wanted):
            return rank(tags) { tag, _ throws(SkipReason) in
                if tag.name != wanted { throw .anotherTag(wanted: wanted) }
            } by: { _, _ in
                .equal
            }
        }
    }

    private func rank<Key>(
        _ tags: [ObservedTag], reading key: (ObservedTag, String) throws(SkipReason) -> Key,
        by precedence: (Key, Key) -> Precedence
    ) -> Ranking {
        var admitted: [(key: Key, index: Int)] = []
        var values: [Int: String] = [:]
        var skips: [Ranking.Skip] = []
        for (index, tag) in tags.enumerated() {
            do throws(SkipReason) {
                try admit(tag.name)
                let value = try value(of: tag.name)
                admitted.append((try key(tag, value), index))
                if extract != nil { values[index] = value }
            } catch {
                skips.append(Ranking.Skip(index: index, reason: error))
            }
        }
        admitted.sort { left, right in
            switch precedence(left.key, right.key) {
            case .higher: true
            case .lower: false
            case .equal: tags[left.index].precedesAmongEquals(tags[right.index])
            }
        }
        return Ranking(of: tags, best: admitted.map(\.index), values: values, skips: skips)
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

extension ObservedTag {
    /// Whether this tag goes before another that the rule holds for its equal.
    fileprivate func precedesAmongEquals(_ other: ObservedTag) -> Bool {
        let (length, otherLength) = (name.utf8.count, other.name.utf8.count)
        return length != otherLength ? length < otherLength : name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }
}
