extension SemanticVersion {
    /// How this version stands to another (`Version.Compare` of version.go; semver.org, 11).
    @inline(__always)
    func precedence(over other: SemanticVersion) -> Precedence {
        if major != other.major { return major < other.major ? .lower : .higher }
        if minor != other.minor { return minor < other.minor ? .lower : .higher }
        if patch != other.patch { return patch < other.patch ? .lower : .higher }
        return Self.precedence(ofPreRelease: preRelease, over: other.preRelease)
    }

    /// How one pre-release stands to another of the same three numbers; a release stands above all of them.
    static func precedence(ofPreRelease left: String, over right: String) -> Precedence {
        switch (left.isEmpty, right.isEmpty) {
        case (true, true): return .equal
        case (true, false): return .higher
        case (false, true): return .lower
        case (false, false): break
        }
        var lefts = left.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)[...]
        var rights = right.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)[...]
        while let left = lefts.popFirst() {
            guard let right = rights.popFirst() else { return .higher }
            let precedence = precedence(ofIdentifier: left, over: right)
            if precedence != .equal { return precedence }
        }
        return rights.isEmpty ? .equal : .lower
    }

    /// `comparePrePart` of version.go: numbers by value and below words, words by their bytes. A number that does not
    /// fit 64 bits counts as a word, as strconv.ParseUint refuses it there.
    private static func precedence(
        ofIdentifier left: Substring.UTF8View, over right: Substring.UTF8View
    ) -> Precedence {
        switch (number(left), number(right)) {
        case (let left?, let right?): Precedence(of: left, over: right)
        case (.some, nil): .lower
        case (nil, .some): .higher
        case (nil, nil):
            left.elementsEqual(right) ? .equal : left.lexicographicallyPrecedes(right) ? .lower : .higher
        }
    }

    private static func number(_ identifier: Substring.UTF8View) -> UInt64? {
        identifier.allSatisfy(\.isASCIIDigit) ? UInt64(Substring(identifier)) : nil
    }
}
