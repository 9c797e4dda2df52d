import Testing

@testable import Patterns

@Suite("Patterns for whole files")
struct SearchPatternTests {
    private func ranges(_ source: String, _ text: String) throws -> [Range<Int>] {
        let pattern = try SearchPattern(source)
        return try Array(text.utf8).withUnsafeBufferPointer { try pattern.matches(in: $0).map(\.range) }
    }

    private func texts(_ source: String, _ text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        return try ranges(source, text).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test(
        "Finds every match, line by line, whatever ends a line",
        arguments: [
            (#"^FROM .*:\S+$"#, "FROM a:1\nRUN x\nFROM b:2\n", ["FROM a:1", "FROM b:2"]),
            (#"^FROM .*:\S+$"#, "FROM a:1\r\nRUN x\r\nFROM b:2\r\n", ["FROM a:1", "FROM b:2"]),
            ("^a.*$", "a1\ra2\r\na3\na4", ["a1", "a2", "a3", "a4"]), ("é+", "é.éé", ["é", "éé"]),
            ("x*", "axx", ["", "xx", ""]), ("$", "a\r\nb", ["", ""]), (#"\Aa"#, "a\na", ["a"]),
            ("(?s)a.b", "a\nb", ["a\nb"]), (#"a\Kb"#, "abab", ["b", "b"]), (#"(?<=,)\d*"#, ",1,,2", ["1", "", "2"]),
        ])
    func finds(source: String, text: String, expected: [String]) throws {
        #expect(try texts(source, text) == expected)
    }

    @Test("Groups are byte ranges, and those that took no part are left out")
    func groups() throws {
        let pattern = try SearchPattern(#"^(?<key>\S+)=(?<value>[^#\s]*)( #(?<note>.*))?$"#)
        #expect(pattern.groupNames == ["key", "value", "note"])
        let text = "é=1\r\nb=ü #x\n"
        let matches = try Array(text.utf8).withUnsafeBufferPointer { try pattern.matches(in: $0) }
        #expect(
            matches.map(\.groups) == [
                ["key": 0..<2, "value": 3..<4], ["key": 6..<7, "value": 8..<10, "note": 12..<13],
            ])
        #expect(matches.map(\.range) == [0..<4, 6..<13])
    }

    @Test("Ends at a number of matches")
    func bounds() throws {
        let pattern = try SearchPattern("a")
        #expect(try Array("aaaa".utf8).withUnsafeBufferPointer { try pattern.matches(in: $0, limit: 2).count } == 2)
    }

    @Test(
        "A broken expression says where and why",
        arguments: [
            ("^(?<tag>", 8, "missing closing parenthesis"),
            ("", 0, "the expression is empty; write what stands around the value"),
            (#"\C"#, 2, #"using \C is disabled by the application"#),
        ])
    func errors(source: String, offset: Int, message: String) {
        let error = #expect(throws: PatternError.self) { try SearchPattern(source) }
        #expect(error == PatternError(offset: offset, message: message))
    }

    @Test("The source may have 4096 bytes and not one more")
    func length() throws {
        _ = try SearchPattern(String(repeating: "a", count: 4096))
        let error = #expect(throws: PatternError.self) { try SearchPattern(String(repeating: "a", count: 4097)) }
        #expect(error?.offset == 4096)
    }

    @Test(
        "A search that runs away is given up, at whatever it runs away",
        arguments: [
            (#"(?:x+)+q"#, "x", 64), (#"[\s\S]*+q"#, "x", 4096), (#"x*?q"#, "x", 4096), (#"(x*)\1q"#, "x", 512),
            (#"(?=[\s\S]*+q)x"#, "x\n", 4096),
        ])
    func runsAway(source: String, unit: String, count: Int) throws {
        // PCRE2 does not even begin where a letter that every match has is missing.
        let text = Array((String(repeating: unit, count: count) + "\nq").utf8)
        let pattern = try SearchPattern(source)
        #expect(throws: MatchLimitExceeded(reason: "it takes too many steps")) {
            try text.withUnsafeBufferPointer { try pattern.matches(in: $0, steps: 1_000_000) }
        }
    }

    @Test("Four MiB of lines are searched within the limits")
    func large() throws {
        var text = Array(String(repeating: "FROM registry.example.com/api:1.4.0@x # note\n", count: 93_000).utf8)
        text += Array("TAG=1.4.0".utf8)
        for source in [#"^TAG=(?<tag>.*)$"#, #"TAG=(?<tag>[\d.]+)"#, #"^\s*TAG\s*[:?]?=\s*(?<tag>\S+)$"#] {
            let pattern = try SearchPattern(source)
            let matches = try text.withUnsafeBufferPointer { try pattern.matches(in: $0) }
            #expect(matches.map(\.groups) == [["tag": text.count - 5..<text.count]])
        }
    }

    @Test("What is not UTF-8 is refused")
    func invalid() throws {
        let pattern = try SearchPattern("a")
        #expect(throws: MatchLimitExceeded.self) {
            try [UInt8(ascii: "a"), 0xFF].withUnsafeBufferPointer { try pattern.matches(in: $0) }
        }
    }
}
