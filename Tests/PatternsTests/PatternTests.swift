import Patterns
import Testing

@Suite("Patterns")
struct PatternTests {
    @Test("A match gives its groups by name and by number")
    func groups() throws {
        let pattern = try Pattern(#"^main-(?<sha>[0-9a-f]+)-(?<ts>\d+)(-dirty)?$"#)
        let match = try #require(try pattern.match("main-0af3-1700"))
        #expect(match["sha"] == "0af3")
        #expect(match["ts"] == "1700")
        #expect(match[0] == "main-0af3-1700")
        #expect(match[1] == "0af3")
        #expect(match[2] == "1700")
        #expect(match[3] == nil)
        #expect(match[4] == nil)
        #expect(match[-1] == nil)
        #expect(match["other"] == nil)
        #expect(pattern.groupCount == 3)
        #expect(pattern.groupNames == ["sha": 1, "ts": 2])
    }

    @Test(
        "A match is found as PCRE2 finds it",
        arguments: [
            ("b", "abc", "b"), ("^b", "abc", nil), ("a|ab", "ab", "a"), ("é+", "caféé!", "éé"), (".", "👍🏽", "👍"),
            (#"\d+"#, "٣4", "4"), ("x*", "", ""), ("a$", "a\n", "a"), (#"a\z"#, "a\n", nil), ("(?i)RC", "1-rc", "rc"),
            (#"(\w)\1"#, "hello", "ll"), (#"^(?!.*-rc).*$"#, "1.2-rc", nil), (#"(?<=v)\d"#, "v1", "1"),
        ] as [(String, String, String?)])
    func finds(source: String, text: String, expected: String?) throws {
        let pattern = try Pattern(source)
        #expect(try pattern.match(text)?[0].map(String.init) == expected)
        #expect(try pattern.matches(text) == (expected != nil))
    }

    @Test(
        "A broken expression says where and why",
        arguments: [
            ("(abc", 4, "missing closing parenthesis"), ("[a", 2, "missing terminating ] for character class"),
            ("a**+*", 2, "quantifier does not follow a repeatable item"),
            ("(?<a>x)(?<a>y)", 12, "two named subpatterns have the same name (PCRE2_DUPNAMES not set)"),
            (#"\C"#, 2, #"using \C is disabled by the application"#),
            ("", 0, "the expression is empty; leave it out to match everything"),
        ])
    func errors(source: String, offset: Int, message: String) {
        let error = #expect(throws: PatternError.self) { try Pattern(source) }
        #expect(error == PatternError(offset: offset, message: message))
    }

    @Test("The source may have 4096 bytes and not one more")
    func cap() throws {
        #expect(throws: Never.self) { try Pattern(String(repeating: "a", count: 4096)) }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: 4097)) }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 4096)) }
    }

    @Test(
        "An expression that runs away is given up, which is neither a match nor none",
        arguments: [#"^(a+)+$"#, #"(*NO_JIT)^(a+)+$"#, #"^(a|a)*$"#, #"(*NO_JIT)^(\w+\s?)*$"#, "^(?:.*,?)*;$|(a+)+$"])
    func limits(source: String) throws {
        let text = String(repeating: "a", count: 150) + "!"
        let pattern = try Pattern(source)
        #expect(throws: MatchLimitExceeded.self) { try pattern.match(text) }
        #expect(throws: MatchLimitExceeded.self) { try pattern.matches(text) }
        // The pattern is of use afterwards.
        #expect(try pattern.matches("!") == false)
    }

    @Test("The limit leaves room for some thousand steps, and stops before a million", arguments: ["", "(*NO_JIT)"])
    func limitIsClose(prefix: String) throws {
        let pattern = try Pattern(prefix + "^(a+)+$")
        #expect(try pattern.matches(String(repeating: "a", count: 11) + "!") == false)
        #expect(throws: MatchLimitExceeded.self) { try pattern.matches(String(repeating: "a", count: 20) + "!") }
    }

    @Test("An expression cannot raise its own limit")
    func ownLimit() throws {
        let pattern = try Pattern("(*LIMIT_MATCH=4000000000)^(a+)+$")
        #expect(throws: MatchLimitExceeded.self) { try pattern.matches(String(repeating: "a", count: 20) + "!") }
    }

    @Test("Deep recursion ends with an error and not with the stack")
    func recursion() throws {
        for source in [#"^(\((?1)*\))$"#, #"(*NO_JIT)^(\((?1)*\))$"#, "(?R)?a", "(*NO_JIT)^(.(?1)?.)$"] {
            let pattern = try Pattern(source)
            _ = try? pattern.matches(String(repeating: "(", count: 200_000))
            #expect(try pattern.matches("#") == false)
        }
    }

    @Test("One pattern serves many threads at once")
    func concurrency() async throws {
        let pattern = try Pattern(#"^(?<n>\d+)-x$"#)
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<2000).allSatisfy { index in
                        let number = "\(task)\(index)"
                        return (try? pattern.match("\(number)-x")?["n"]) ?? nil == number[...]
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test("Patterns are equal when their sources are")
    func equality() throws {
        #expect(try Pattern("a") == Pattern("a"))
        #expect(try Pattern("a") != Pattern("b"))
        #expect(try Set([Pattern("a"), Pattern("a"), Pattern("b")]).count == 2)
        #expect(try "\(Pattern("a+"))" == "a+")
    }
}
