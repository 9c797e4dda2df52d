/// What versions are sorted by: keys of plain numbers, which a sort moves without counting references, and the
/// pre-releases that they point to.
struct SemanticRankKeys {
    private var preReleases: [String] = []

    struct Key: BitwiseCopyable {
        let major: UInt64
        let minor: UInt64
        let patch: UInt64
        /// Where in `preReleases`; -1 for a release.
        let preRelease: Int32
        let statedNumbers: UInt8
    }

    mutating func key(for version: SemanticVersion) -> Key {
        var slot: Int32 = -1
        if !version.preRelease.isEmpty {
            slot = Int32(preReleases.count)
            preReleases.append(version.preRelease)
        }
        return Key(
            major: version.major, minor: version.minor, patch: version.patch, preRelease: slot,
            statedNumbers: UInt8(version.statedNumbers))
    }

    /// `SemanticVersion.precedence`, and versions of the same precedence by how many numbers they state.
    @inline(__always)
    func precedence(of left: Key, over right: Key) -> Precedence {
        if left.major != right.major { return left.major < right.major ? .lower : .higher }
        if left.minor != right.minor { return left.minor < right.minor ? .lower : .higher }
        if left.patch != right.patch { return left.patch < right.patch ? .lower : .higher }
        let precedence = SemanticVersion.precedence(ofPreRelease: text(left), over: text(right))
        return precedence != .equal ? precedence : Precedence(of: left.statedNumbers, over: right.statedNumbers)
    }

    private func text(_ key: Key) -> String {
        key.preRelease < 0 ? "" : preReleases[Int(key.preRelease)]
    }
}
