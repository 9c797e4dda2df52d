extension SemanticVersion: RankKey {
    @inline(__always)
    var prefix: UInt64 {
        var prefix = PrefixBits()
        prefix.append(major)
        prefix.append(minor)
        prefix.append(patch)
        prefix.append(preRelease.isEmpty ? 1 : 0, width: 1)
        return prefix.bits
    }

    /// A tag that states one or two numbers is one that moves.
    var exactness: Int { statedNumbers }
}
