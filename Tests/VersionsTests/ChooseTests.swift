import Foundation
import Testing
import Versions

@Suite("Choosing a tag")
struct ChooseTests {
    private let now = Date(timeIntervalSince1970: 1_000_000)

    private func policy(minimumAge: TimeInterval = 0) throws -> VersionPolicy {
        VersionPolicy(rule: .semver(try SemanticRange("*"), preReleases: false), minimumAge: minimumAge)
    }

    private func tag(_ name: String, created: Double? = nil, seen: Double? = nil, digest: String? = nil) -> ObservedTag
    {
        ObservedTag(
            name: name, created: created.map { now.addingTimeInterval(-$0) }, digest: digest,
            firstSeen: seen.map { now.addingTimeInterval(-$0) })
    }

    @Test("Without a minimum age the best is chosen, and nothing is asked of it")
    func best() throws {
        let choice = try policy().choose(among: [tag("1.0.0"), tag("1.1.0"), tag("x")], now: now)
        #expect(choice.outcome == .chosen(tag("1.1.0")))
        #expect(choice.tooYoung.isEmpty)
    }

    @Test("The first that is old enough is chosen, by the later of created and first seen")
    func minimumAge() throws {
        let tags = [
            tag("1.5.0", created: 10, seen: 5000), tag("1.4.0", created: 5000, seen: 10), tag("1.3.0", created: 5000),
            tag("1.2.0", seen: 99), tag("1.1.0", created: 100, seen: 3000), tag("1.0.0", created: 5000, seen: 5000),
        ]
        let choice = try policy(minimumAge: 100).choose(among: tags, now: now)
        #expect(choice.tag?.name == "1.1.0")
        #expect(choice.tooYoung.map(\.tag.name) == ["1.5.0", "1.4.0", "1.3.0", "1.2.0"])
        #expect(choice.tooYoung.map { $0.until.timeIntervalSince(now) } == [90, 90, 100, 1])
    }

    @Test("The age ends at its very moment")
    func boundary() throws {
        let policy = try policy(minimumAge: 100)
        let tags = [ObservedTag(name: "1", firstSeen: now)]
        #expect(policy.choose(among: tags, now: now.addingTimeInterval(99.5)).tag == nil)
        #expect(policy.choose(among: tags, now: now.addingTimeInterval(100)).tag?.name == "1")
    }

    @Test("Details replace what the list knew, and only the tags that are walked over are asked for")
    func details() throws {
        let ranking = try policy(minimumAge: 100).rank([tag("3"), tag("2"), tag("1")])
        var asked: [String] = []
        let choice = try policy(minimumAge: 100).choose(from: ranking, now: now) { name in
            asked.append(name)
            return name == "2" ? tag("2", created: 500, seen: 500, digest: "sha256:2") : nil
        }
        #expect(choice.outcome == .chosen(tag("2", created: 500, seen: 500, digest: "sha256:2")))
        #expect(asked == ["3", "2"])
    }

    @Test("Where none is chosen the reason says so")
    func none() throws {
        #expect(try policy().choose(among: [], now: now).outcome == .none(.noTags))
        #expect(try policy().choose(among: [tag("x")], now: now).outcome == .none(.noneAdmitted(skipped: 1)))
        let young = try policy(minimumAge: 100).choose(among: [tag("2", seen: 10), tag("1", seen: 40)], now: now)
        #expect(young.outcome == .none(.allTooYoung(until: now.addingTimeInterval(60))))
        #expect(young.tooYoung.count == 2)
        #expect(
            NoChoice.allTooYoung(until: Date(timeIntervalSince1970: 60)).description
                == "every tag that the policy admits is too young; the first is old enough at 1970-01-01T00:01:00Z")
        #expect(NoChoice.noneAdmitted(skipped: 1).description == "the policy admits none of the source's 1 tag")
        #expect(NoChoice.noneAdmitted(skipped: 2).description == "the policy admits none of the source's 2 tags")
        #expect(NoChoice.noTags.description == "the source has no tags")
    }

    @Test("newestBuild refuses to pick among builds of one time")
    func equalBuilds() {
        let epoch = Date(timeIntervalSince1970: 0)
        let tags = ["d", "c", "b", "a"].map { ObservedTag(name: $0, created: epoch) }
        let outcome = VersionPolicy(rule: .newestBuild).choose(among: tags, now: now).outcome
        #expect(outcome == .none(.equalBuilds(created: epoch, names: ["a", "b", "c"], count: 4)))
        guard case .none(let reason) = outcome else { return }
        #expect(
            reason.description
                == """
                none is the newest build: 4 tags state the created time 1970-01-01T00:00:00Z (`a`, `b`, `c`, …), \
                as reproducible builds do; tell them apart by semver, numerical or alphabetical
                """)
    }

    @Test("newestBuild: two names of one digest are one build, two digests or unknown ones are not")
    func namesOfOneBuild() {
        let policy = VersionPolicy(rule: .newestBuild)
        let older = tag("0", created: 50)
        func choice(_ left: String?, _ right: String?) -> ObservedTag? {
            policy.choose(
                among: [older, tag("latest", created: 5, digest: left), tag("1.0", created: 5, digest: right)], now: now
            ).tag
        }
        #expect(choice("sha256:a", "sha256:a")?.name == "1.0")
        #expect(choice("sha256:a", "sha256:b") == nil)
        #expect(choice("sha256:a", nil) == nil)
        #expect(choice(nil, nil) == nil)
    }

    @Test("newestBuild: equals that are too young still are equals, and older equals do not matter")
    func youngEquals() {
        let policy = VersionPolicy(rule: .newestBuild, minimumAge: 100)
        let equals = [tag("a", created: 500, seen: 10), tag("b", created: 500, seen: 500)]
        #expect(policy.choose(among: equals, now: now).tag == nil)
        let older = [
            tag("n", created: 200, seen: 200), tag("a", created: 500, seen: 500), tag("b", created: 500, seen: 500),
        ]
        #expect(policy.choose(among: older, now: now).tag?.name == "n")
    }

    @Test("Choosing among tags says what choosing from their ranking says")
    func linearPath() throws {
        var generator = RangeQuestionGenerator(random: SeededGenerator(seed: 5))
        let rules: [VersionPolicy.Rule] = [
            .semver(try SemanticRange("*"), preReleases: true), .semver(try SemanticRange("^1"), preReleases: false),
            .numerical(.asc), .numerical(.desc), .alphabetical(.asc), .alphabetical(.desc), .newestBuild,
            .digest(tag: "1"),
        ]
        for rule in rules {
            for minimumAge in [0, 100] as [TimeInterval] {
                let policy = VersionPolicy(rule: rule, minimumAge: minimumAge, grammar: .git)
                for _ in 0..<50 {
                    let tags = generator.question().versions.map { name in
                        tag(
                            name, created: Double(Int.random(in: 0..<9, using: &generator.random) * 50),
                            seen: Double(Int.random(in: 0..<9, using: &generator.random) * 50))
                    }
                    let expected = policy.choose(from: policy.rank(tags), now: now)
                    #expect(policy.choose(among: tags, now: now) == expected)
                }
            }
        }
    }
}
