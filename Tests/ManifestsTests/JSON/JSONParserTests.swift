import Testing

@testable import Manifests

struct JSONParserTests {
    private func problem(_ bytes: [UInt8], comments: Bool = false, limits: ParseLimits = .manifest) -> ManifestProblem?
    {
        bytes.withUnsafeBufferPointer { buffer in
            do throws(ManifestError) {
                _ = try JSONDocument(JSONText(buffer, file: "f.json"), comments: comments, limits: limits)
                return nil
            } catch {
                return error.problem
            }
        }
    }

    @Test(
        "Takes what RFC 8259 allows",
        arguments: [
            "0", "-0", "-1.5E+07", "1e-999", "\"\"", " null\n", "true", "[]", "{ }", "[[],{}]", "\"\u{7F}\u{2028}\"",
            #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#, #""\ud83d \ude00""#, "{\"a\":1,\"a\":2}", "\u{FEFF}1", "\t\r\n 1",
        ])
    func takes(text: String) {
        #expect(problem(Array(text.utf8)) == nil)
        #expect(problem(Array(text.utf8), comments: true) == nil)
    }

    @Test(
        "Refuses what RFC 8259 does not",
        arguments: [
            "-", "+1", "01", "-01", "1.", ".5", "1.e1", "1e", "1e+", "0x1", "1_0", "NaN", "Infinity", "-Infinity",
            "True",
            "nul", "truex", "\"", "\"a", "\"\t\"", "\"\u{1}\"", #""\"#, #""\u""#, #""\u12g4""#, #""\u123"#, #""\x""#,
            #""\'""#, "'a'", "[", "]", "[1", "[1 2]", "[,1]", "[1,,2]", "[1}", "{", "{\"a\"}", "{\"a\":}", "{\"a\" 1}",
            "{a:1}", "{1:1}", "{,}", "{\"a\":1 \"b\":2}", "\u{C}1", "\u{A0}1", "1;", "#1", "/", "/1", "1/", "[1]]",
        ])
    func refuses(text: String) {
        for comments in [false, true] {
            switch problem(Array(text.utf8), comments: comments) {
            case .invalidJSON: break
            case let other: Issue.record("\(String(describing: other))")
            }
        }
    }

    @Test(
        "Comments and trailing commas are for the files that may have them",
        arguments: [
            ("// a\n1", ManifestProblem.comment), ("1//", .comment), ("/**/1", .comment), ("1/***/", .comment),
            ("[1/* ] */]", .comment), ("{\"a\"/**/:/**/1}", .comment), ("//\r1", .comment), ("[1,]", .trailingComma),
            ("{\"a\":1,}", .trailingComma), ("[1\n, \n]", .trailingComma),
        ])
    func dialect(text: String, refusal: ManifestProblem) {
        #expect(problem(Array(text.utf8)) == refusal)
        #expect(problem(Array(text.utf8), comments: true) == nil)
    }

    @Test("Refuses comments without end, lone commas and comments in the middle of a word also there")
    func brokenComments() {
        for text in ["1/*", "1/*/", "/", "1/", "[,]", "{,}", "[1,,]", "tr/**/ue", "1/**/2", "// only", "/* only */"] {
            #expect(problem(Array(text.utf8), comments: true) != nil, "\(text)")
        }
    }

    @Test(
        "Refuses bytes that are not UTF-8, in strings, comments and between",
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xFF], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
            [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(problem([0x22] + bytes + [0x22]) == .invalidUTF8)
        #expect(problem([0x22] + bytes) == .invalidUTF8)
        #expect(problem(Array("1 //".utf8) + bytes, comments: true) == .invalidUTF8)
        #expect(problem(Array("[1 ".utf8) + bytes) == .invalidUTF8)
    }

    @Test("The caps hold: bytes, depth, nodes")
    func limits() {
        let limits = ParseLimits(maximumBytes: 20, maximumDepth: 3, maximumNodes: 5)
        #expect(
            problem(Array((String(repeating: " ", count: 20) + "1").utf8), limits: limits)
                == .tooLarge(bytes: 21, limit: 20))
        #expect(problem(Array("[[[1]]]".utf8), limits: limits) == nil)
        #expect(problem(Array("[[[[1]]]]".utf8), limits: limits) == .tooDeep(limit: 3))
        #expect(problem(Array("[[[]],[[]]]".utf8), limits: limits) == nil)
        #expect(problem(Array("{\"a\":1,\"b\":2}".utf8), limits: limits) == nil)
        #expect(problem(Array("[1,2,3,4,5]".utf8), limits: limits) == .tooManyValues(limit: 5))
        #expect(problem(Array(repeating: UInt8(ascii: "["), count: 1 << 20)) == .tooDeep(limit: 64))
        #expect(problem(Array(repeating: UInt8(ascii: "{"), count: 1 << 20)) != nil)
    }

    @Test("Foundation takes and refuses the same token soups")
    func agreesWithFoundation() {
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"é\\n\"", "\"\\u00e9\"", "1", "-", "0", ".", "e", "E+",
            "12",
            "true", "false", "null", "tr", " ", "\n", "\t", "\"", "\\", "\u{1}", "\u{FEFF}", "x", "\"a\":", "\"b\":[",
            "{\"c\":",
        ]
        var taken = 0
        for seed in 0..<60_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var text = random.oneIn(2) ? "[" : random.oneIn(2) ? "{\"k\":" : ""
            for _ in 0..<random.number(1...7) { text += random.pick(tokens) }
            if random.oneIn(2) { text += text.hasPrefix("[") ? "]" : "}" }
            let bytes = Array(text.utf8)
            // Foundation takes a trailing comma always.
            let isTaken = problem(bytes, comments: true) == nil
            #expect(isTaken == ((try? JSONTree(bytes)) != nil), "\(text)")
            if isTaken { taken += 1 }
            switch problem(bytes) {
            case nil: #expect(isTaken, "\(text)")
            case .trailingComma: #expect(text.contains(","))
            default: #expect(!isTaken, "\(text)")
            }
        }
        #expect(taken > 2000, "\(taken)")
    }
}
