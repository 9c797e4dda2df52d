/// One comparison of a range: an operator and the version it compares with (`constraint` of constraints.go).
struct SemanticComparator: Sendable, Hashable {
    let comparison: Comparison
    /// What is compared with; numbers that are missing or a wildcard are 0.
    let bound: SemanticVersion
    let stated: Stated

    /// The operators that mean the same are one case (`constraintOps` of constraints.go).
    enum Comparison: Sendable, Hashable {
        case equal, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret
    }

    /// The last number before the first that is missing or a wildcard. There: `nothing` is `dirty` alone, `major` is
    /// `minorDirty`, `minor` is `patchDirty`, `all` is none of them.
    enum Stated: Sendable, Hashable {
        case nothing, major, minor, all
    }

    /// Whether the version passes. A pre-release does not where the bound is none, unless `preReleases` says so.
    func admits(_ version: SemanticVersion, preReleases: Bool) -> Bool {
        let hidden = !preReleases && !version.preRelease.isEmpty && bound.preRelease.isEmpty
        return switch comparison {
        case .notEqual: differs(version, hidden: hidden)
        case _ where hidden: false
        case .equal: stated == .all ? version.precedence(over: bound) == .equal : isWithinTilde(version)
        case .greater: isGreater(version)
        case .less: version.precedence(over: bound) == .lower
        case .greaterOrEqual: version.precedence(over: bound) != .lower
        case .lessOrEqual: isLessOrEqual(version)
        case .tilde: isWithinTilde(version)
        case .caret: isWithinCaret(version)
        }
    }

    /// `constraintNotEqual`. Its quirks: without a wildcard it lets pre-releases pass, and `!=*` is `!=0.0.0`.
    private func differs(_ version: SemanticVersion, hidden: Bool) -> Bool {
        guard stated != .all else { return version.precedence(over: bound) != .equal }
        if hidden { return false }
        if version.major != bound.major { return true }
        if stated == .major { return false }
        if version.minor != bound.minor { return true }
        if stated == .minor { return version.preRelease != bound.preRelease }
        return version.precedence(over: bound) != .equal
    }

    /// `constraintGreaterThan`: `>11` begins at 12, `>11.1` at 11.2.
    private func isGreater(_ version: SemanticVersion) -> Bool {
        if stated == .all || stated == .nothing && version.major == bound.major {
            return version.precedence(over: bound) == .higher
        }
        if version.major != bound.major { return version.major > bound.major }
        return stated == .minor && version.minor > bound.minor
    }

    /// `constraintLessThanEqual`: `<=11` ends before 12, `<=11.1` before 11.2. Its quirk: `<=*` ends before 0.1.
    private func isLessOrEqual(_ version: SemanticVersion) -> Bool {
        if stated == .all { return version.precedence(over: bound) != .higher }
        if version.major != bound.major { return version.major < bound.major }
        return stated == .major || version.minor <= bound.minor
    }

    /// `constraintTilde`: `~1.2.3` ends before 1.3, `~1` before 2. Its quirk: `~0.0.0` and `~*` have no end.
    private func isWithinTilde(_ version: SemanticVersion) -> Bool {
        if version.precedence(over: bound) == .lower { return false }
        if stated == .all || stated == .nothing, (bound.major, bound.minor, bound.patch) == (0, 0, 0) { return true }
        return version.major == bound.major && (stated == .major || version.minor == bound.minor)
    }

    /// `constraintCaret`: the leftmost number that is not 0 stays. Its quirk: `^*` is `^0.0.0`.
    private func isWithinCaret(_ version: SemanticVersion) -> Bool {
        if version.precedence(over: bound) == .lower { return false }
        if version.major != bound.major { return false }
        if bound.major > 0 || stated == .major { return true }
        if version.minor != bound.minor { return false }
        return bound.minor > 0 || stated == .minor || version.patch == bound.patch
    }
}
