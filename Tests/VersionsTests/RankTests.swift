import Foundation
import Patterns
import Testing
import Versions

@Suite("Ranking tags")
struct RankTests {
    private func semver(_ range: String, preReleases: Bool = false) throws -> VersionPolicy.Rule {
        .semver(try SemanticRange(range), preReleases: preReleases)
    }

    private func names(_ policy: VersionPolicy, _ tags: [String]) -> [String] {
        policy.rank(tags.map { ObservedTag(name: $0) }).admitted.map(\.tag.name)
    }

    @Test("semver: by precedence, and equals the same way in whatever order they come")
    func semverTies() throws {
        let best = [
            "2.0.0", "1.10.0", "1.9.0", "v1.9.0", "01.9.0", "1.9", "v1.9", "1.0.0", "1", "v1", "1.0.0-rc.10",
            "1.0.0-rc.2", "1.0.0-alpha", "1.0.0-2",
        ]
        // 01.9.0 and v1.9.0 have the same length: the bytes decide, and 0 comes before v.
        let expected = best.map { $0 == "v1.9.0" ? "01.9.0" : $0 == "01.9.0" ? "v1.9.0" : $0 }
        let policy = VersionPolicy(rule: try semver("*", preReleases: true))
        var random = SeededGenerator(seed: 1)
        for _ in 0..<50 { #expect(names(policy, best.shuffled(using: &random)) == expected) }
    }

    @Test("semver: build metadata has no say, the shorter name goes first")
    func buildMetadata() throws {
        let policy = VersionPolicy(rule: try semver("*"), grammar: .git)
        let tags = ["1.2.3+b", "1.2.3+a10", "1.2.3+a", "1.2.3", "v1.2.3"]
        #expect(names(policy, tags) == ["1.2.3", "v1.2.3", "1.2.3+a", "1.2.3+b", "1.2.3+a10"])
    }

    @Test("semver: random versions are ranked as pairwise comparison orders them")
    func semverProperty() throws {
        var generator = RangeQuestionGenerator(random: SeededGenerator(seed: 7))
        let policy = VersionPolicy(rule: try semver("*", preReleases: true), grammar: .git)
        for _ in 0..<200 {
            let ranked = names(policy, (0..<5).flatMap { _ in generator.question().versions })
            for (better, worse) in zip(ranked, ranked.dropFirst()) {
                let order = policy.order(better, worse)
                #expect(order == .newer || order == .same, "\(better) before \(worse)")
            }
        }
    }

    @Test("semver: numbers up to the greatest of 64 bits keep their order")
    func semverGreat() throws {
        let numbers = (0..<64).flatMap { [UInt64(1) << UInt64($0), (UInt64(1) << UInt64($0)) - 1] } + [.max]
        let sorted = Set(numbers).sorted(by: >)
        let policy = VersionPolicy(rule: try semver("*"))
        for form in ["%.0.0", "0.%.0", "1.0.%", "18446744073709551615.18446744073709551615.%"] {
            let tags = sorted.map { form.replacingOccurrences(of: "%", with: String($0)) }
            #expect(names(policy, tags.reversed()) == tags)
        }
    }

    @Test(
        "numerical: exact decimals, ascending wants the greatest",
        arguments: [
            (["1.9", "1.10", "1.2"], ["1.9", "1.2", "1.10"]),
            (["10", "9", "100"], ["100", "10", "9"]),
            (["-1", "0", "-10", "-0.5"], ["0", "-0.5", "-1", "-10"]),
            (
                ["0.30000000000000001", "0.3", "0.30000000000000002"],
                ["0.30000000000000002", "0.30000000000000001", "0.3"]
            ),
            (
                ["9007199254740992", "9007199254740993", "90071992547409920000000000000000000001"],
                ["90071992547409920000000000000000000001", "9007199254740993", "9007199254740992"]
            ),
            (
                ["-1.00000000000000002", "-1.00000000000000001", "-1.00000000000000003"],
                ["-1.00000000000000001", "-1.00000000000000002", "-1.00000000000000003"]
            ),
            // Equals: the shorter first, then by bytes.
            (["1.50", "01.5", "1.5", "+1.5"], ["1.5", "+1.5", "01.5", "1.50"]),
            (
                ["0", "-0", "+0", "0.0", "00"],
                ["0", "+0", "-0", "00", "0.0"].sorted { ($0.count, $0) < ($1.count, $1) }
            ),
        ])
    func numerical(tags: [String], expected: [String]) {
        #expect(names(VersionPolicy(rule: .numerical(.asc), grammar: .git), tags) == expected)
    }

    @Test("numerical: random decimals are ranked as their digits say, in both orders")
    func numericalProperty() {
        var random = SeededGenerator(seed: 3)
        func digits(_ count: Int) -> String { String((0..<count).map { _ in random.pick(Array("0001589")) }) }
        // Scaled to whole numbers of one length, decimals sort as their digits do.
        func scaled(_ text: String) -> String {
            let parts = text.trimmingPrefix("-").split(separator: ".")
            let whole = String(repeating: "0", count: 20 - parts[0].count) + parts[0]
            let fraction = parts.count > 1 ? String(parts[1]) : ""
            return whole + fraction + String(repeating: "0", count: 20 - fraction.count)
        }
        func isLess(_ a: String, _ b: String) -> Bool {
            let (x, y) = (scaled(a), scaled(b))
            let zero = String(repeating: "0", count: 40)
            switch (a.hasPrefix("-") && x != zero, b.hasPrefix("-") && y != zero) {
            case (true, false): return true
            case (false, true): return false
            case (true, true): return x > y
            case (false, false): return x < y
            }
        }
        for _ in 0..<100 {
            let tags = (0..<40).map { _ in
                let sign = random.pick(["", "", "-"])
                let whole = digits(Int.random(in: 1...12, using: &random))
                return sign + whole + random.pick(["", "." + digits(Int.random(in: 1...12, using: &random))])
            }
            let ascending = names(VersionPolicy(rule: .numerical(.asc), grammar: .git), tags)
            let descending = names(VersionPolicy(rule: .numerical(.desc), grammar: .git), tags)
            #expect(ascending.count == 40 && descending.count == 40)
            for (better, worse) in zip(ascending, ascending.dropFirst()) { #expect(!isLess(better, worse)) }
            for (better, worse) in zip(descending, descending.dropFirst()) { #expect(!isLess(worse, better)) }
        }
    }

    @Test("alphabetical: by bytes, and descending wants the first")
    func alphabetical() {
        let tags = ["b", "a", "B", "abcdefgh", "abcdefghi", "abcdefghZ", "é", "z"]
        let ascending = ["é", "z", "b", "abcdefghi", "abcdefghZ", "abcdefgh", "a", "B"]
        #expect(names(VersionPolicy(rule: .alphabetical(.asc), grammar: .git), tags) == ascending)
        #expect(names(VersionPolicy(rule: .alphabetical(.desc), grammar: .git), tags) == ascending.reversed())
        // The same text in two normal forms is two tags.
        let forms = ["e\u{301}", "\u{E9}"]
        #expect(
            names(VersionPolicy(rule: .alphabetical(.asc), grammar: .git), forms).map { Array($0.utf8) } == [
                Array("\u{E9}".utf8), Array("e\u{301}".utf8),
            ])
    }

    @Test("newestBuild: by created time, also before 1970 and in the far future")
    func newestBuild() {
        let times: [String: Double?] = ["a": 0, "b": -5, "c": 1e9, "d": 253_402_300_799, "e": nil, "f": 0.25]
        let tags = times.map { ObservedTag(name: $0, created: $1.map { Date(timeIntervalSince1970: $0) }) }
        let policy = VersionPolicy(rule: .newestBuild)
        #expect(policy.needsCreated)
        let ranking = policy.rank(tags)
        #expect(ranking.admitted.map(\.tag.name) == ["d", "c", "f", "a", "b"])
        #expect(ranking.skipped.map(\.reason) == [.noCreatedTime])
    }

    @Test("digest: that tag and no other")
    func digest() {
        let ranking = VersionPolicy(rule: .digest(tag: "latest")).rank(["a", "latest"].map { ObservedTag(name: $0) })
        #expect(ranking.admitted.map(\.tag.name) == ["latest"])
        #expect(ranking.skipped.map(\.reason.description) == ["not the tag `latest`"])
    }

    @Test("match and extract choose what the rule reads")
    func extract() throws {
        let pattern = try Pattern(#"^main-[0-9a-f]+-(?<ts>[0-9]+)$"#)
        let policy = VersionPolicy(
            rule: .numerical(.asc), match: pattern, extract: try ExtractTemplate("$ts", for: pattern),
            ignore: [try Pattern("bad")])
        let ranking = policy.rank(
            ["main-0a-9", "main-bad0-99", "main-ff-10", "1.2", "main-0a-"].map { ObservedTag(name: $0) })
        #expect(ranking.admitted.map(\.tag.name) == ["main-ff-10", "main-0a-9"])
        #expect(ranking.admitted.map(\.value) == ["10", "9"])
        #expect(ranking.skipped.map(\.tag.name) == ["main-bad0-99", "1.2", "main-0a-"])
        #expect(
            ranking.skipped.map(\.reason) == [
                .ignored(by: try Pattern("bad")), .notMatched(by: pattern), .notMatched(by: pattern),
            ])
    }

    @Test("match without extract leaves the whole name to the rule")
    func matchOnly() throws {
        let policy = VersionPolicy(rule: try semver("*"), match: try Pattern("^v"))
        let ranking = policy.rank(["1.0.0", "v0.9.0"].map { ObservedTag(name: $0) })
        #expect(ranking.admitted.map(\.value) == ["v0.9.0"])
    }

    @Test("A bad tag is skipped with its reason, and fails nothing else")
    func skips() throws {
        let runaway = try Pattern("^(a+)+$")
        let cases: [(VersionPolicy, String, String)] = [
            (
                VersionPolicy(rule: try semver("^1")), "main",
                "`main` is not a semantic version: it does not read as MAJOR.MINOR.PATCH"
            ),
            (
                VersionPolicy(rule: try semver("^1")), "1.0.18446744073709551616",
                "`1.0.18446744073709551616` is not a semantic version: one of its numbers does not fit 64 bits"
            ),
            (
                VersionPolicy(rule: try semver("^1-0")), "1.0.0-01",
                "`1.0.0-01` is not a semantic version: a numeric identifier of its pre-release starts with 0"
            ),
            (VersionPolicy(rule: try semver("^1")), "2.0.0", "outside of the range `^1`"),
            (
                VersionPolicy(rule: try semver("^1")), "1.3.0-rc.1",
                "a pre-release, and `^1` names none; set `preReleases: true` to admit them"
            ),
            (VersionPolicy(rule: try semver("^1")), "2.0.0-rc.1", "outside of the range `^1`"),
            (VersionPolicy(rule: .numerical(.asc)), "1e3", "`1e3` is not a decimal number"),
            (VersionPolicy(rule: .numerical(.asc)), "1.", "`1.` is not a decimal number"),
            (VersionPolicy(rule: .newestBuild), "a", "the image does not state when it was created"),
            (VersionPolicy(rule: .alphabetical(.asc), ignore: [try Pattern("^x")]), "xa", "ignored by `^x`"),
            (VersionPolicy(rule: .alphabetical(.asc), match: try Pattern("^y")), "xa", "does not match `^y`"),
            (
                VersionPolicy(rule: .alphabetical(.asc), match: runaway), String(repeating: "a", count: 100) + "_",
                "`^(a+)+$` was given up on this tag, as it backtracks too often; make the expression simpler"
            ),
            (
                VersionPolicy(rule: .alphabetical(.asc), ignore: [runaway]), String(repeating: "a", count: 100) + "_",
                "`^(a+)+$` was given up on this tag, as it backtracks too often; make the expression simpler"
            ),
            (
                VersionPolicy(rule: .alphabetical(.asc)), "a:b",
                "not a tag that this source can have: the name has `:` where a tag may not"
            ),
        ]
        for (policy, name, sentence) in cases {
            let good = ObservedTag(name: "1.0", created: Date(timeIntervalSince1970: 0))
            let ranking = policy.rank([ObservedTag(name: name), good])
            #expect(ranking.skipped.first?.tag.name == name)
            #expect(ranking.skipped.first?.reason.description == sentence)
        }
    }

    @Test("Every tag is either admitted or skipped, once")
    func complete() throws {
        var generator = RangeQuestionGenerator(random: SeededGenerator(seed: 11))
        let rules: [VersionPolicy.Rule] = [
            try semver(">=1.0.0"), .numerical(.desc), .alphabetical(.asc), .newestBuild, .digest(tag: "1"),
        ]
        for rule in rules {
            let tags = (0..<20).flatMap { _ in generator.question().versions }.map { ObservedTag(name: $0) }
            let ranking = VersionPolicy(rule: rule).rank(tags)
            let all = ranking.admitted.map(\.tag.name) + ranking.skipped.map(\.tag.name)
            #expect(all.sorted() == tags.map(\.name).sorted())
        }
    }
}
