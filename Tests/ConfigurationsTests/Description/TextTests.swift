import Testing

@testable import Configurations

@Suite("Texts, booleans and numbers")
struct TextTests {
    @Test(
        "A text is taken letter by letter",
        arguments: [
            ("1.20", "1.20"), ("'1.20'", "1.20"), ("007", "007"), ("1e3", "1e3"), ("yes", "yes"),
            ("2026-11-24", "2026-11-24"),
            ("!!str true", "true"), ("\"null\"", "null"), ("0x1F", "0x1F"), ("é ü", "é ü"),
        ])
    func accepted(yaml: String, expected: String) throws {
        let (output, issues) = try decode(anyText("a text"), yaml)
        #expect(output == expected)
        #expect(issues == [])
    }

    @Test(
        "What YAML reads as something else is no text",
        arguments: ["true", "False", "null", "~", "[a]", "{a: b}", "''", "\"a\\nb\"", "!foo a", "!!int 5", "|\n  a\n"])
    func refused(yaml: String) throws {
        let (output, issues) = try decode(anyText("a text"), yaml)
        #expect(output == nil)
        #expect(issues.count == 1)
    }

    @Test(
        "Only true and false are booleans",
        arguments: [
            ("true", true), ("True", true), ("false", false), ("yes", nil), ("on", nil), ("'true'", nil), ("1", nil),
        ]
            as [(String, Bool?)])
    func booleans(yaml: String, expected: Bool?) throws {
        let (output, issues) = try decode(boolean, yaml)
        #expect(output == expected)
        #expect(issues.isEmpty == (expected != nil))
    }

    @Test(
        "Numbers stay in their range",
        arguments: [("1", 1), ("10", 10), ("0", nil), ("11", nil), ("1.5", nil), ("'5'", nil), ("5x", nil)]
            as [(String, Int?)])
    func numbers(yaml: String, expected: Int?) throws {
        #expect(try decode(wholeNumber(1...10), yaml).output == expected)
    }

    @Test(
        "An error inside of a text points at its letter",
        arguments: [
            ("${api.tag", "1:1"), ("\"a ${x}\"", "1:4"), ("'ü ${x}'", "1:4"), ("a: \"é${x}\"", "1:4"),
            ("a: \"\\u00e9${x}\"", "1:4"),
        ])
    func positions(yaml: String, expected: String) throws {
        let description =
            yaml.hasPrefix("a:") ? mapping("a test", required("a", template, "A value.")) { $0 } : template
        let (_, issues) = try decode(description, yaml)
        #expect(issues.first?.hasPrefix(expected + ": ") == true, "\(issues)")
    }

    @Test("A text of 4,096 bytes is the longest")
    func length() throws {
        #expect(try decode(anyText("a text"), String(repeating: "a", count: 4096)).output != nil)
        #expect(try decode(anyText("a text"), String(repeating: "a", count: 4097)).output == nil)
    }

    @Test("A wrong value of a key that may be missing keeps nothing else from being decoded")
    func partialMapping() throws {
        let description = mapping(
            "a test", required("a", anyText("a text"), "A."), optional("b", boolean, default: "true", "B.")
        ) { "\($0) \($1)" }
        let (output, issues) = try decode(description, "{ a: x, b: maybe }")
        #expect(output == "x true")
        #expect(issues == ["1:12: expected true or false, found the text `maybe`"])
    }

    @Test("Aliases and merge keys are read like what they stand for")
    func aliases() throws {
        let table = table(from: anyText("a key"), to: mapping("a test", required("a", anyText("a text"), "A.")) { $0 })
        let (output, issues) = try decode(table, "x: &x { a: 1 }\ny: *x\nz: { <<: *x }\n")
        #expect(output?.map(\.value) == ["1", "1", "1"])
        #expect(issues == [])
    }
}
