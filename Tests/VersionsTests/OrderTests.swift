import Patterns
import Testing
import Versions

@Suite("The order of two tags")
struct OrderTests {
    @Test(
        "semver: by precedence, whatever the range",
        arguments: [
            ("1.10.0", "1.9.0", .newer), ("1.9.0", "1.10.0", .older), ("9.0.0", "1.0.0", .newer),
            ("1.0.0-rc.1", "1.0.0", .older), ("v1.2.0", "1.2", .same), ("1.2.0+a", "1.2.0+b", .same),
            ("main", "main", .same),
            (
                "1.0.0", "main",
                .notComparable(
                    reason: "`main`: `main` is not a semantic version: it does not read as MAJOR.MINOR.PATCH")
            ),
        ] as [(String, String, TagOrder)])
    func semver(a: String, b: String, expected: TagOrder) throws {
        let policy = VersionPolicy(rule: .semver(try SemanticRange("^1"), preReleases: false))
        #expect(policy.order(a, b) == expected)
    }

    @Test("numerical and alphabetical follow the order that is wanted")
    func directed() {
        #expect(VersionPolicy(rule: .numerical(.asc)).order("10", "9") == .newer)
        #expect(VersionPolicy(rule: .numerical(.desc)).order("10", "9") == .older)
        #expect(VersionPolicy(rule: .numerical(.asc)).order("1.10", "1.1") == .same)
        #expect(VersionPolicy(rule: .alphabetical(.asc)).order("10", "9") == .older)
        #expect(VersionPolicy(rule: .alphabetical(.desc)).order("10", "9") == .newer)
    }

    @Test("match and extract count, ignore does not")
    func extract() throws {
        let pattern = try Pattern(#"-(?<n>\d+)$"#)
        let policy = VersionPolicy(
            rule: .numerical(.asc), match: pattern, extract: try ExtractTemplate("$n", for: pattern),
            ignore: [try Pattern("a")])
        #expect(policy.order("a-10", "z-9") == .newer)
        #expect(policy.order("x-1", "y-1") == .same)
        #expect(policy.order("a-10", "z") == .notComparable(reason: #"`z`: does not match `-(?<n>\d+)$`"#))
    }

    @Test("newestBuild and digest cannot tell by the names")
    func notByName() {
        #expect(
            VersionPolicy(rule: .newestBuild).order("a", "b")
                == .notComparable(reason: "`newestBuild` ranks by created times, which names do not tell"))
        #expect(
            VersionPolicy(rule: .digest(tag: "latest")).order("a", "b")
                == .notComparable(reason: "the policy follows the one tag `latest`, whose digests have no order"))
        #expect(VersionPolicy(rule: .newestBuild).order("a", "a") == .same)
    }
}
