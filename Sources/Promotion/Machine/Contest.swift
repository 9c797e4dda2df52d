package import Foundation

/// What others wrote at a stage's places since a release was promoted there.
///
/// Whoever writes a value back that Sluice, or somebody else, writes again, would go on for ever: that is seen here.
package struct Contest: Sendable, Hashable, Codable {
    /// The release that was written over first; nil for values of none.
    package var release: ReleaseID?
    /// Oldest first, at most `most`.
    package private(set) var changes: [Change] = []

    /// How often the same two values may change places until it is a contest.
    package static let turns = 3
    /// How often a release may be written over, by whatever values.
    package static let most = 10

    /// One change, by fingerprints of all that was declared.
    package struct Change: Sendable, Hashable, Codable {
        package var at: Date
        package var from: String
        package var to: String
        /// Who made it, where Git told.
        package var by: String?
    }

    package init(over release: ReleaseID?) { self.release = release }

    /// What it is that does not end; nil while it may.
    package enum Verdict: Sendable, Hashable {
        /// The same two states of the places alternate.
        case pingPong(times: Int, since: Date, by: [String])
        /// They are changed again and again.
        case unrest(times: Int, since: Date, by: [String])
    }

    package mutating func add(
        from old: [DeclaredValue], to new: [DeclaredValue], by writer: String?, at now: Date
    ) -> Verdict? {
        let change = Change(at: now, from: Self.fingerprint(old), to: Self.fingerprint(new), by: writer)
        changes = Array((changes + [change]).suffix(Self.most))
        let pair = changes.filter { Set([$0.from, $0.to]) == Set([change.from, change.to]) }
        if pair.count >= Self.turns {
            return .pingPong(times: pair.count, since: pair[0].at, by: Self.people(pair.filter { $0.to == change.to }))
        }
        guard changes.count >= Self.most else { return nil }
        return .unrest(times: changes.count, since: changes[0].at, by: Self.people(changes))
    }

    private static func people(_ changes: [Change]) -> [String] {
        var seen: Set<String> = []
        return changes.reversed().compactMap(\.by).filter { seen.insert($0).inserted }.prefix(3).map(\.self)
    }

    private static func fingerprint(_ values: [DeclaredValue]) -> String {
        stableHash(["declared"] + values.flatMap { [$0.file, $0.place, $0.value] })
    }
}
