import Patterns
import Testing

@Suite("Extract templates")
struct ExtractTemplateTests {
    private let pattern = #"^(?<name>[a-z]+)-(?<ts>\d+)(-(?<opt>x))?$"#

    @Test(
        "A template expands",
        arguments: [
            ("$ts", "17"), ("${ts}", "17"), ("$2", "17"), ("${2}", "17"), ("$0", "main-17"), ("$name.$ts", "main.17"),
            ("${name}x${ts}", "mainx17"), ("$$$ts$$", "$17$"), ("plain", "plain"), ("", ""), ("$opt", ""),
            ("[$opt]", "[]"), ("é$ts👍", "é17👍"), ("${1}0", "main0"), ("$02", "17"),
        ])
    func expands(template: String, expected: String) throws {
        let pattern = try Pattern(pattern)
        let match = try #require(try pattern.match("main-17"))
        #expect(try ExtractTemplate(template, for: pattern).expand(match) == expected)
    }

    @Test(
        "A broken template says where and how to mend it",
        arguments: [
            ("$nam", 0, "the expression has no group `nam`; it has $name, $ts, $opt, $0 to $4"),
            ("a$5", 1, "the expression has no group `5`; it has $name, $ts, $opt, $0 to $4"),
            (
                "$99999999999999999999", 0,
                "the expression has no group `99999999999999999999`; it has $name, $ts, $opt, $0 to $4"
            ),
            (
                "é$1x", 2,
                "the expression has no group `1x`; it has $name, $ts, $opt, $0 to $4; for group 1 before a letter write ${1}"
            ),
            ("a$", 1, "`$` stands before no group's name; a dollar sign itself is written `$$`"),
            ("$-", 0, "`$` stands before no group's name; a dollar sign itself is written `$$`"),
            ("${}", 0, "`$` stands before no group's name; a dollar sign itself is written `$$`"),
            ("${ts", 4, "`${` is not closed by `}`"), ("${t s}", 3, "`${` is not closed by `}`"),
        ])
    func errors(template: String, offset: Int, message: String) throws {
        let pattern = try Pattern(pattern)
        let error = #expect(throws: PatternError.self) { try ExtractTemplate(template, for: pattern) }
        #expect(error == PatternError(offset: offset, message: message))
    }

    @Test("An expression without groups has $0 alone")
    func noGroups() throws {
        let pattern = try Pattern("b+")
        let match = try #require(try pattern.match("abbc"))
        #expect(try ExtractTemplate("$0", for: pattern).expand(match) == "bb")
        let error = #expect(throws: PatternError.self) { try ExtractTemplate("$1", for: pattern) }
        #expect(error?.message == "the expression has no group `1`; it has $0")
    }

    @Test("A template longer than 1024 bytes is refused")
    func cap() throws {
        let pattern = try Pattern("b")
        #expect(throws: Never.self) { try ExtractTemplate(String(repeating: "a", count: 1024), for: pattern) }
        #expect(throws: PatternError.self) { try ExtractTemplate(String(repeating: "a", count: 1025), for: pattern) }
    }
}
