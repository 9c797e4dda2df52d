package import Patterns

/// The values that the named groups of a pattern hold in a file of any format.
///
/// A group's name says what it holds: `tag`, `digest` and `name` that part of an image, any other one, such as
/// `value`, what the edit itself writes. Each match has all of them.
package struct RegexFinder: Sendable, Hashable {
    package let pattern: SearchPattern
    /// How many matches the file must have, so that a pattern which finds too much or too little writes nothing.
    package let matches: Int

    /// Throws: a pattern that PCRE2 refuses, that has no named group or several of the edit's own, or a number of
    /// matches that is not between 1 and ``TextLimits/maximumUses``.
    package init(_ source: String, matches: Int = 1) throws(PatternError) {
        let pattern = try SearchPattern(source)
        func refusal(_ message: String) -> PatternError { PatternError(offset: 0, message: message) }
        guard !pattern.groupNames.isEmpty else {
            throw refusal("no group has a name; write the value as (?<tag>…), (?<digest>…), (?<name>…) or (?<value>…)")
        }
        let own = pattern.groupNames.filter { ImagePart(word: $0) == nil }
        guard own.count <= 1 else {
            throw refusal(
                "the groups \(own.joined(separator: " and ")) would both take the edit's value; name only one")
        }
        guard (1...TextLimits.maximumUses).contains(matches) else {
            throw refusal("\(matches) matches are not possible; expect 1 to \(TextLimits.maximumUses)")
        }
        self.pattern = pattern
        self.matches = matches
    }

    /// The parts of an image that groups hold.
    package var parts: [ImagePart] { pattern.groupNames.compactMap { ImagePart(word: $0) } }

    /// Whether a group takes the edit's own value.
    package var hasOwnValue: Bool { parts.count < pattern.groupNames.count }

    /// In the file's order.
    ///
    /// Throws: `matchCount` where the file has more or fewer matches, `emptyGroup`, `nestedGroups`,
    /// `groupOverLines`, `searchLimit`.
    package func uses(in bytes: [UInt8], file: String) throws(ManifestError) -> [TextUse] {
        try spots(in: bytes, file: file).map(\.use)
    }

    func spots(in bytes: [UInt8], file: String) throws(ManifestError) -> [TextSpot] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            try source.checkText(limit: TextLimits.maximumSearched)
            let found = try search(source)
            var cursor = TextCursor(from: source.contentStart)
            guard found.count == matches else {
                let positions = found.prefix(5).map { cursor.move(to: $0.range.lowerBound, in: buffer) }
                throw ManifestError(
                    .matchCount(expected: matches, found: found.count, at: positions), file: file,
                    at: positions.first)
            }
            var spots: [TextSpot] = []
            var end = 0
            for (index, match) in found.enumerated() {
                spots += try groups(of: match, number: index + 1, in: source, &cursor, after: &end)
            }
            return spots
        }
    }

    /// The matches, in offsets of the whole file; one more than can be expected at most.
    private func search(_ source: SourceText) throws(ManifestError) -> [FileMatch] {
        let start = source.contentStart
        do throws(MatchLimitExceeded) {
            let text = UnsafeBufferPointer(rebasing: source.bytes[start...])
            return try pattern.matches(in: text, limit: TextLimits.maximumUses + 1).map { $0.moved(by: start) }
        } catch {
            throw ManifestError(.searchLimit(error.reason), file: source.file)
        }
    }

    private func groups(
        of match: FileMatch, number: Int, in source: SourceText, _ cursor: inout TextCursor, after end: inout Int
    ) throws(ManifestError) -> [TextSpot] {
        func refusal(_ problem: ManifestProblem, at offset: Int) -> ManifestError {
            ManifestError(problem, file: source.file, at: source.position(at: offset))
        }
        var held: [(name: String, range: Range<Int>)] = []
        for name in pattern.groupNames {
            guard let range = match.groups[name] else { throw refusal(.emptyGroup(name), at: match.range.lowerBound) }
            held.append((name, range))
        }
        held.sort { $0.range.lowerBound < $1.range.lowerBound }
        var spots: [TextSpot] = []
        for (name, range) in held {
            guard range.lowerBound >= end else { throw refusal(.nestedGroups(name), at: range.lowerBound) }
            end = range.upperBound
            guard range.allSatisfy({ source.bytes.lineEndLength(at: $0) == 0 }) else {
                throw refusal(.groupOverLines(name), at: range.lowerBound)
            }
            let position = cursor.move(to: range.lowerBound, in: source.bytes)
            let suffix = held.count > 1 ? " \(name)" : ""
            let use = TextUse(
                name: "regex \"\(pattern)\" #\(number)\(suffix)", position: position, value: source.text(range),
                part: ImagePart(word: name), source: nil, finder: .pattern(self))
            spots.append(TextSpot(use: use, address: .bytes(range, quote: nil)))
        }
        return spots
    }
}

extension FileMatch {
    fileprivate func moved(by distance: Int) -> FileMatch {
        func moved(_ range: Range<Int>) -> Range<Int> {
            range.lowerBound + distance..<range.upperBound + distance
        }
        return FileMatch(range: moved(range), groups: groups.mapValues(moved))
    }
}
